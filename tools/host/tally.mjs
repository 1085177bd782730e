// Adds up jest results for the last line of a CI run.
// usage: node tally.mjs <results.json>=<exit status of its command> ...
import { readFileSync } from 'node:fs';

function resultsOf(argument) {
	const at = argument.lastIndexOf('=');
	const file = argument.slice(0, at);
	const isSuccess = argument.slice(at + 1) === '0';
	const { numPassedTests = 0, numFailedTests = 0, numRuntimeErrorTestSuites = 0 } = read(file);
	const failed = numFailedTests + numRuntimeErrorTestSuites;
	// A command also fails if it ran no tests, or failed outside them.
	const isUncounted = failed === 0 && (!isSuccess || numPassedTests === 0);
	return { passed: numPassedTests, failed: isUncounted ? 1 : failed };
}

function read(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		return {};
	}
}

const runs = process.argv.slice(2).map(resultsOf);
const passed = runs.reduce((sum, run) => sum + run.passed, 0);
const failed = runs.reduce((sum, run) => sum + run.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && runs.length > 0 ? 0 : 1;
