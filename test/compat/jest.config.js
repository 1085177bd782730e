'use strict';

const base = require('../../jest.config.js');

/** The tests that run in each version of n8n that the package is for. */
module.exports = {
	...base,
	rootDir: '../..',
	roots: ['<rootDir>/test/compat'],
	testTimeout: 60_000,
};
