'use strict';

const base = require('../../jest.config.js');

/** The tests that run in a real n8n, one server for each file, and those with real models; one file at a time. */
module.exports = {
	...base,
	rootDir: '../..',
	roots: ['<rootDir>/test/e2e', '<rootDir>/test/real'],
	testTimeout: 60_000,
};
