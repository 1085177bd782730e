'use strict';

const { availableParallelism } = require('node:os');

/** Packages that ship as ES modules alone, which jest cannot load as they are. */
const ES_MODULES = ['file-type', 'strtok3', 'token-types', 'uint8array-extras', '@tokenizer', '@borewit'];

/** Unit and integration tests; `test/e2e` has a configuration of its own. */
module.exports = {
	// Both give tests n8n's engine as one file, compiled once: loading its packages took more time than the tests.
	globalSetup: '<rootDir>/tools/jest/setup.ts',
	testEnvironment: '<rootDir>/tools/jest/environment.ts',
	moduleNameMapper: {
		'^(n8n-core|n8n-workflow|reflect-metadata|@n8n/(?:di|backend-network))$': '<rootDir>/tools/jest/modules/$1.js',
		// It exports nothing to `require`, which the transform below makes of `import`.
		'^file-type$': '<rootDir>/node_modules/file-type/index.js',
	},
	roots: ['<rootDir>/test/unit', '<rootDir>/test/integration'],
	testMatch: ['**/*.test.ts'],
	transform: {
		'^.+\\.(ts|js)$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
	// The build is plain CommonJS.
	transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`, '<rootDir>/dist/'],
	// Tests wait for servers. As many workers as cores, or one less, which is the default, would idle.
	// A number, since jest takes a percentage over 100 for a number of workers.
	maxWorkers: availableParallelism() * 2,
	testTimeout: 60_000,
};
