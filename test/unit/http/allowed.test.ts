import { Deadline } from '../../../nodes/shared/http/deadline';
import { assertAllowed, type Egress } from '../../../nodes/shared/http/dispatcher';
import { exchange } from '../../../nodes/shared/http/exchange';

const never = new AbortController().signal;
const NO = { ok: false, error: new Error('not allowed') } as const;
const egressOf = (more: Partial<Egress>): Egress => ({
	validateUrl: async () => ({ ok: true }),
	createSecureLookup: () => () => {},
	...more,
});
const check = async (url: string, egress: Egress): Promise<void> =>
	await assertAllowed(new URL(url), { egress, signal: never });

it('A7: a slow look-up of the name is inside the deadline, and nothing was sent', async () => {
	const deadline = new Deadline(0.05);
	deadline.start();
	const egress = egressOf({ validateUrl: async () => await new Promise(() => {}) });
	await expect(
		exchange({ method: 'POST', url: new URL('http://slow.test/'), headers: {} }, { egress, signal: deadline.signal }),
	).rejects.toMatchObject({ failure: 'unreachable' });
});

describe("B8: n8n's filter", () => {
	it.each(['http://10.0.0.1/', 'http://[::1]/', 'http://name.test/'])('is asked about the URL %s', async (url) => {
		await expect(check(url, egressOf({ validateUrl: async () => NO }))).rejects.toMatchObject({ failure: 'refused' });
	});

	it.each(['http://10.0.0.1/', 'http://[::1]/'])('is asked about the address %s', async (url) => {
		await expect(check(url, egressOf({ validateConnectionHost: () => NO }))).rejects.toMatchObject({
			failure: 'refused',
			message: 'not allowed',
		});
	});

	it('is not asked about a name as an address', async () => {
		await expect(check('http://name.test/', egressOf({ validateConnectionHost: () => NO }))).resolves.toBeUndefined();
	});

	const broken = (): never => {
		throw new Error('the filter is broken');
	};
	it.each([
		['the URL', egressOf({ validateUrl: async () => broken() })],
		['the URL, at once', egressOf({ validateUrl: broken })],
		['the address', egressOf({ validateConnectionHost: broken })],
	])('refuses where it throws for %s', async (_what, egress) => {
		await expect(check('http://10.0.0.1/', egress)).rejects.toMatchObject({ failure: 'refused' });
	});

	it.each(['ENOTFOUND', 'EAI_AGAIN'])('calls a name unreachable that does not resolve: %s', async (code) => {
		const failing = async (): Promise<never> => {
			throw Object.assign(new Error('no name'), { code });
		};
		await expect(check('http://name.test/', egressOf({ validateUrl: failing }))).rejects.toMatchObject({
			failure: 'unreachable',
		});
	});
});
