import type { ServerResponse } from 'node:http';
import { runNode } from './support/engine';
import { useFreshSandbox } from './support/sandbox';

// The pace of a service is the process's: each test has a service of its own.
const sandbox = useFreshSandbox();
const COLD_MS = 2_000;

/** A server that loads its model for two seconds from its first request on. */
function startCold(headers: Record<string, string> = {}, coldMs = COLD_MS): { requests: () => number } {
	let first: number | undefined;
	let requests = 0;
	sandbox.current().respond((request, response) => {
		if (request.method !== 'POST') return false;
		requests += 1;
		first ??= performance.now();
		if (performance.now() - first > coldMs) return false;
		response.writeHead(503, { 'content-type': 'application/json', ...headers });
		response.end(JSON.stringify({ error: 'Model is currently loading', estimated_time: 20 }));
		return true;
	});
	return { requests: () => requests };
}

const run = (options: object) =>
	runNode({
		parameters: {
			operation: 'text-classification',
			text: '={{ $json.text }}',
			model: { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/text-classification` },
			options: { maxConcurrency: 20, ...options },
		},
		items: Array.from({ length: 20 }, (_, i) => ({ json: { text: `text ${i}` } })),
		onError: 'continueRegularOutput',
	});

describe('while a model loads', () => {
	it('one call at a time checks for it, and all items succeed', async () => {
		const server = startCold();
		const { json, hints } = await run({});
		expect(json.filter(({ label }) => label !== undefined)).toHaveLength(20);
		expect(server.requests()).toBeLessThanOrEqual(60);
		expect(hints.map(({ message }) => message).join()).toContain('waited for the model to load');
	});

	it('no item waits longer than its timeout, and each reports the reason', async () => {
		startCold({}, Infinity);
		const { json } = await run({ timeout: 3 });
		expect(json.map(({ details }) => (details as { type?: string } | undefined)?.type)).toEqual(
			Array.from({ length: 20 }, () => 'modelLoading'),
		);
	});

	it('items starting during the wait report the same, without a request each', async () => {
		const server = startCold({}, Infinity);
		const { json } = await run({ timeout: 2, maxConcurrency: 10 });
		const unasked = json
			.map(({ details }) => details as { attempts?: number })
			.filter(({ attempts }) => attempts === 0);
		expect(unasked.length).toBeGreaterThan(5);
		expect(unasked).toEqual(unasked.map(() => expect.objectContaining({ type: 'modelLoading' })));
		expect(server.requests()).toBeLessThanOrEqual(20);
	});

	it.each<[string, number, string]>([
		['is overloaded', 503, '{"error":"overloaded"}'],
		['is rate limiting requests', 429, '{"error":"slow down"}'],
		['is behind a gateway that returns an error', 502, '<html></html>'],
	])('a server that meanwhile %s is retried', async (_what, status, body) => {
		let requests = 0;
		sandbox.current().respond((_request, response) => {
			requests += 1;
			if (requests > 8) return false;
			const isLoading = requests <= 6;
			response.writeHead(isLoading ? 503 : status, {
				'content-type': body.startsWith('<') ? 'text/html' : 'application/json',
			});
			response.end(isLoading ? '{"error":"Model is currently loading"}' : body);
			return true;
		});
		const { json } = await run({ maxConcurrency: 5, timeout: 25 });
		expect(json.filter(({ label }) => label !== undefined)).toHaveLength(20);
	});

	it('Retry-After: 0 does not cause endless requests', async () => {
		const server = startCold({ 'retry-after': '0' });
		await run({ timeout: 1.5 });
		expect(server.requests()).toBeLessThanOrEqual(30);
	});

	it('all items continue at the start of the first answer', async () => {
		const first = performance.now();
		const begun: ServerResponse[] = [];
		sandbox.current().respond(({ method }, response) => {
			if (method !== 'POST') return false;
			if (performance.now() - first < 1000) {
				response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"Model is currently loading"}');
				return true;
			}
			begun.push(response.writeHead(200, { 'content-type': 'application/json' }));
			response.write('[');
			// None ends before all have begun.
			if (begun.length === 20) for (const answer of begun) answer.end('{"label":"A","score":1}]');
			return true;
		});
		const { json } = await run({ maxConcurrency: 20, timeout: 20 });
		expect(json.filter(({ label }) => label === 'A')).toHaveLength(20);
	});

	it('other models of the same service are not held back', async () => {
		const asked: string[] = [];
		sandbox.current().respond(({ method, path }, response) => {
			if (method !== 'POST') return false;
			const model = path.includes('cold') ? 'cold' : 'warm';
			asked.push(model);
			if (model === 'warm')
				response.writeHead(200, { 'content-type': 'application/json' }).end('[{"label":"A","score":1}]');
			else
				response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"Model is currently loading"}');
			return true;
		});
		const { json } = await runNode({
			parameters: {
				operation: 'text-classification',
				text: 'hello',
				provider: 'hf-inference',
				model: { __rl: true, mode: 'id', value: '={{ $json.model }}' },
				options: { timeout: 3, maxConcurrency: 2 },
			},
			credential: sandbox.credential(),
			items: Array.from({ length: 40 }, (_, i) => ({
				json: { model: i === 0 ? 'sandbox/text-classification-cold' : 'sandbox/text-classification' },
			})),
			onError: 'continueRegularOutput',
		});
		expect(json.map(({ label }) => label)).toEqual(Array.from({ length: 40 }, (_, i) => (i === 0 ? undefined : 'A')));
		// Until the one is asked about again, half a second later.
		expect(asked.indexOf('cold', asked.indexOf('cold') + 1)).toBeGreaterThan(8);
	});

	it('no item waits with Wait for Model off', async () => {
		const server = startCold();
		const { json } = await run({ waitForModel: false });
		expect(json.every(({ details }) => (details as { type?: string } | undefined)?.type === 'modelLoading')).toBe(true);
		expect(server.requests()).toBe(20);
	});
});

describe('hints count items', () => {
	it('once, for any number of retries', async () => {
		let refused = 0;
		sandbox.current().respond(({ method }, response) => {
			if (method !== 'POST' || refused === 3) return false;
			refused += 1;
			response.writeHead(429, { 'retry-after': '0' }).end();
			return true;
		});
		const { hints } = await runNode({
			parameters: {
				operation: 'text-classification',
				text: 'x',
				model: { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/text-classification` },
			},
		});
		expect(refused).toBe(3);
		expect(hints.map(({ message }) => message)).toEqual([
			'1 item waited because the service was rate limiting requests',
		]);
	});

	it('all items of one request', async () => {
		const items = Array.from({ length: 4 }, (_, i) => ({ json: { text: `text ${i}` } }));
		const { hints } = await runNode({
			parameters: { operation: 'feature-extraction', text: '={{ $json.text }}', options: { batchSize: 3 } },
			items,
			credential: sandbox.credential(),
		});
		expect(hints.map(({ message }) => message)).toEqual([expect.stringMatching(/was used for 4 items$/)]);
	});
});
