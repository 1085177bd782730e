import { InferenceError } from '../../../nodes/shared/client/errors';
import { readModel } from '../../../nodes/shared/fields/model';

const inUrlMode = (value: unknown) => ({ __rl: true, mode: 'url', value });

describe("B1: 'Model' in the mode Endpoint URL", () => {
	it.each([
		'localhost:8080',
		'192.168.1.20:11434',
		'my-server/v1',
		'acme/model',
		'ftp://server/model',
		'//server/v1',
		'https:/server',
	])('refuses %s, which is no web address', (value) => {
		try {
			readModel(inUrlMode(value), '');
		} catch (error) {
			expect(error).toBeInstanceOf(InferenceError);
			expect(error).toMatchObject({ message: expect.stringContaining(value), details: { type: 'invalidInput' } });
			expect((error as InferenceError).details.advice).toMatch(/http:\/\/ or https:\/\/.*By ID/);
			return;
		}
		throw new Error('it was taken');
	});

	it.each(['', '  ', null, undefined])('refuses %j, which would mean the recommended model', (value) => {
		expect(() => readModel(inUrlMode(value), '')).toThrow("'Model' is empty");
	});

	it("means the credential's endpoint where it is empty and there is one", () => {
		expect(readModel(inUrlMode(''), 'https://endpoint.example/')).toBe('');
	});

	it.each(['http://localhost:8080', ' https://server/v1 ', 'HTTPS://SERVER'])('takes %s', (value) => {
		expect(readModel(inUrlMode(value), '')).toBe(value);
	});
});

it.each([
	[{ __rl: true, mode: 'list', value: '' }, ''],
	[{ __rl: true, mode: 'id', value: 'acme/model' }, 'acme/model'],
	['acme/model', 'acme/model'],
	['https://server', 'https://server'],
])('The model of %j is %s', (given, expected) => {
	expect(readModel(given, '')).toBe(expected);
});
