import { callError } from '../../../nodes/shared/client/callError';
import { InferenceError } from '../../../nodes/shared/client/errors';
import { withReceived } from '../../../nodes/shared/client/received';
import { DeadlineError, HttpError } from '../../../nodes/shared/http/errors';

const subject = { url: new URL('https://x.test'), isEndpoint: true };

describe('what came of an answer before it broke off', () => {
	it.each([
		['a connection that broke', new HttpError('interrupted', 'gone'), 'network'],
		['a deadline that passed', new DeadlineError(1), 'timeout'],
		['an error of ours', new InferenceError('cut', { type: 'network' }), 'network'],
	])('is in the error of %s', (_what, error, type) => {
		expect(callError(withReceived(error, { text: 'Hel' }), subject).details).toMatchObject({
			type,
			response: { text: 'Hel' },
		});
	});

	it('leaves an error of the transport what it is, since retries are decided by it', () => {
		const error = new HttpError('interrupted', 'gone');
		expect(withReceived(error, 'Hel')).toBe(error);
	});

	it('is nothing where nothing came', () => {
		expect(callError(new HttpError('interrupted', 'gone'), subject).details.response).toBeUndefined();
	});
});
