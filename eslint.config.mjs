import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';

export default [
	{ ignores: ['build/**', 'coverage/**'] },
	...configWithoutCloudSupport,
	// A comment that turns a rule off is ignored, as by n8n's scanner of community packages, and is a warning here.
	{ linterOptions: { noInlineConfig: true } },
];
