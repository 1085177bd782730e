import { runNode } from './support/engine';
import { useSandbox } from './support/sandbox';

const sandbox = useSandbox();
const COLD_MS = 2_000;

/** A server that loads its model for two seconds from its first request on. */
function startCold(): { requests: () => number } {
	let first: number | undefined;
	let requests = 0;
	sandbox.current().respond((request, response) => {
		if (request.method !== 'POST') return false;
		requests += 1;
		first ??= performance.now();
		if (performance.now() - first > COLD_MS) return false;
		response.writeHead(503, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ error: 'Model is currently loading', estimated_time: 20 }));
		return true;
	});
	return { requests: () => requests };
}

const run = (options: object) =>
	runNode({
		parameters: { operation: 'text-classification', text: '={{ $json.text }}', model: { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/text-classification` }, options: { maxConcurrency: 20, ...options } },
		items: Array.from({ length: 20 }, (_, i) => ({ json: { text: `text ${i}` } })),
		onError: 'continueRegularOutput',
	});

describe('while a model loads', () => {
	it('one call at a time looks whether it is ready, and all items come out', async () => {
		const server = startCold();
		const { json, hints } = await run({});
		expect(json.filter(({ label }) => label !== undefined)).toHaveLength(20);
		expect(server.requests()).toBeLessThanOrEqual(60);
		expect(hints.map(({ message }) => message).join()).toContain('waited for the model to load');
	});

	it('no item waits longer than its timeout, and each says what it waited for', async () => {
		startCold();
		const { json } = await run({ timeout: 1 });
		expect(json.map(({ details }) => (details as { type?: string } | undefined)?.type)).toEqual(Array.from({ length: 20 }, () => 'modelLoading'));
	});

	it('nothing waits with Wait for Model off', async () => {
		const server = startCold();
		const { json } = await run({ waitForModel: false });
		expect(json.every(({ details }) => (details as { type?: string } | undefined)?.type === 'modelLoading')).toBe(true);
		expect(server.requests()).toBe(20);
	});
});

describe('hints count items', () => {
	it('once, however often one was tried', async () => {
		let refused = 0;
		sandbox.current().respond(({ method }, response) => {
			if (method !== 'POST' || refused === 3) return false;
			refused += 1;
			response.writeHead(429, { 'retry-after': '0' }).end();
			return true;
		});
		const { hints } = await runNode({ parameters: { operation: 'text-classification', text: 'x', model: { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/text-classification` } } });
		expect(refused).toBe(3);
		expect(hints.map(({ message }) => message)).toEqual(['1 item waited because the service got too many requests']);
	});

	it('all that went out in one request', async () => {
		const items = Array.from({ length: 4 }, (_, i) => ({ json: { text: `text ${i}` } }));
		const { hints } = await runNode({ parameters: { operation: 'feature-extraction', text: '={{ $json.text }}', options: { batchSize: 3 } }, items, credential: sandbox.credential() });
		expect(hints.map(({ message }) => message)).toEqual([expect.stringMatching(/was used for 4 items$/)]);
	});
});
