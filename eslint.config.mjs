import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';

/** What a reader can take in at once. */
const size = {
	files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	rules: {
		'max-lines': ['error', { max: 200 }],
		'max-lines-per-function': ['error', { max: 40 }],
		'max-params': ['error', { max: 3 }],
		// As wide as Prettier makes lines; it breaks no strings, so that these are broken by hand.
		'max-len': ['error', { code: 120, tabWidth: 2 }],
	},
};

export default [
	{ ignores: ['build/**', 'coverage/**'] },
	...configWithoutCloudSupport,
	size,
	// A comment that turns a rule off is ignored, as by n8n's scanner of community packages, and is a warning here.
	{ linterOptions: { noInlineConfig: true } },
];
