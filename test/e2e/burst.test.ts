import { callWebhooks, webhookWorkflow, type BurstOutcome } from '../../tools/host/burst';
import { startN8n, type N8nServer } from '../../tools/host/serve';
import { startNarrow, type NarrowServer } from '../integration/bursts/narrowServer';
import { installed, NODE_TYPE, START_TIMEOUT_MS } from './host';

const CALLS = 60;
/** 1.3 requests for each call of the webhook. */
const MOST_REQUESTS = 78;
const PLACES = { slots: 5, queue: 5, serviceMs: 500 };
const BURST_TIMEOUT_MS = 120_000;

const CASES = [
	{ title: 'with Retry-After', id: 'burstRetryAfter0', retryAfter: '1' },
	{ title: 'without Retry-After', id: 'burstPlain000000', retryAfter: undefined },
];

const servers = new Map<string, NarrowServer>();
let n8n: N8nServer;

const classify = (url: string) => ({
	type: NODE_TYPE,
	typeVersion: 1,
	parameters: {
		authentication: 'none',
		operation: 'text-classification',
		model: { __rl: true, mode: 'url', value: url },
		text: '={{ $json.body.text }}',
	},
});

beforeAll(async () => {
	for (const { id, retryAfter } of CASES) servers.set(id, await startNarrow({ ...PLACES, retryAfter }));
	const workflows = [...servers].map(([id, { url }]) => webhookWorkflow({ id, node: classify(url) }));
	n8n = await startN8n({ ...installed(), workflows: () => workflows });
	for (const { id } of CASES) await n8n.client.publish(id);
}, START_TIMEOUT_MS);

afterAll(async () => {
	await n8n?.stop();
	for (const server of servers.values()) await server.close();
});

describe.each(CASES)(`${CALLS} webhook calls at once, a server with five places that answers 429 $title`, ({ id }) => {
	let outcome: BurstOutcome;

	beforeAll(async () => {
		outcome = await callWebhooks(n8n.client, id, CALLS);
	}, BURST_TIMEOUT_MS);

	test('answers every call', () => {
		expect(outcome).toMatchObject({ answered: CALLS, failure: undefined });
		expect(new Set(servers.get(id)?.answered).size).toBe(CALLS);
	});

	test('sends at most 1.3 requests per call', () => {
		expect(servers.get(id)?.arrivals.length).toBeLessThanOrEqual(MOST_REQUESTS);
	});
});
