'use strict';

// n8n reads the nodes and credentials from package.json; this entry is for programs that import the package.
module.exports = {
	...require('./dist/nodes/bundle.js'),
	...require('./dist/credentials/HuggingFaceInferenceApi.credentials.js'),
};
