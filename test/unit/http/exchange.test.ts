import { Readable } from 'node:stream';
import { Deadline } from '../../../nodes/shared/http/deadline';
import type { Egress } from '../../../nodes/shared/http/dispatcher';
import { CancelledError, HttpError } from '../../../nodes/shared/http/errors';
import { exchange } from '../../../nodes/shared/http/exchange';

/** Rules that never resolve a name, so no connection is made. */
const NO_NAMES: Egress = { validateUrl: async () => ({ ok: true }), createSecureLookup: () => () => {} };
const url = new URL('http://nowhere.test/');

it('A connection timeout means an unreachable server, not a late answer', async () => {
	const deadline = new Deadline(0.1);
	deadline.start();
	const failure: unknown = await exchange(
		{ method: 'POST', url, headers: {}, body: '{}' },
		{ egress: NO_NAMES, signal: deadline.signal },
	).catch((error: unknown) => error);
	expect(failure).toBeInstanceOf(HttpError);
	expect(failure).toMatchObject({ failure: 'unreachable', cause: { message: 'no connection within 0.1 s' } });
});

it('A timeout while opening a file says that nothing was sent', async () => {
	const deadline = new Deadline(0.05);
	deadline.start();
	const file = Readable.from([Buffer.from('bytes')]);
	const open = async (): Promise<Readable> => {
		await new Promise((resolve) => deadline.signal.addEventListener('abort', resolve));
		return file;
	};
	await expect(
		exchange({ method: 'POST', url, headers: {}, body: open }, { egress: NO_NAMES, signal: deadline.signal }),
	).rejects.toMatchObject({ name: 'DeadlineError', isUnsent: true });
	expect(file.destroyed).toBe(true);
});

it('A request cancelled while opening its file is not sent, and the file is closed', async () => {
	const abort = new AbortController();
	const file = Readable.from([Buffer.from('bytes')]);
	const open = async (): Promise<Readable> => {
		abort.abort(new CancelledError());
		return file;
	};
	await expect(
		exchange({ method: 'POST', url, headers: {}, body: open }, { egress: NO_NAMES, signal: abort.signal }),
	).rejects.toBeInstanceOf(CancelledError);
	expect(file.destroyed).toBe(true);
});
