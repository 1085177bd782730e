import { downloadError, goneFile } from '../../../nodes/HuggingFaceInference/execution/read/inputErrors';
import { CancelledError, DeadlineError, HttpError } from '../../../nodes/shared/http/errors';

const url = new URL('https://files.example/photo.png');

describe('I5: a download that fails', () => {
	it.each([
		['times out', new DeadlineError(3), 'timeout'],
		['is cut', new HttpError('interrupted', 'the connection broke'), 'network'],
		['finds no server', new HttpError('unreachable', 'no connection'), 'network'],
		['cannot be stored', new Error('no space left on device'), 'unexpectedResponse'],
	])('is known not to be billed when it %s', (_what, error, type) => {
		const { message, details } = downloadError(error, url);
		expect({ message, ...details }).toMatchObject({ type, message: expect.stringContaining("'URL'") });
		expect(details.advice).toContain('nothing was billed');
		expect(details.advice).not.toMatch(/may have been billed|have worked on it/);
	});

	it('is told as what it is when it was cancelled, refused or too large', () => {
		const typeOf = (error: unknown) => downloadError(error, url).details.type;
		expect(typeOf(new CancelledError())).toBe('cancelled');
		expect(typeOf(new HttpError('refused', 'a private address'))).toBe('refusedHost');
		expect(typeOf(new HttpError('limit', 'larger than 2 GB'))).toBe('unexpectedResponse');
	});
});

it('G6: a stored file that is gone is named by its field, and does not ask to change it', () => {
	const { message, details } = goneFile('Input Data Field Name', new Error('Binary data file not found'));
	expect(message).toBe("n8n no longer has the file of 'Input Data Field Name': Binary data file not found");
	expect(details).toMatchObject({ type: 'invalidInput', advice: expect.stringContaining('Run the node again') });
});
