'use strict';

/** Packages that ship as ES modules alone, which jest cannot load as they are. */
const ES_MODULES = ['file-type', 'strtok3', 'token-types', 'uint8array-extras', '@tokenizer', '@borewit'];

/** Unit and integration tests; `test/e2e` has a configuration of its own. */
module.exports = {
	testEnvironment: 'node',
	// It exports nothing to `require`, which the transform below makes of `import`.
	moduleNameMapper: { '^file-type$': '<rootDir>/node_modules/file-type/index.js' },
	roots: ['<rootDir>/test/unit', '<rootDir>/test/integration'],
	testMatch: ['**/*.test.ts'],
	transform: {
		'^.+\\.(ts|js)$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
	transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`],
	testTimeout: 30_000,
};
