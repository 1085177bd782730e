import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { demoCredential } from '../../tools/demo/credential';
import { CREDENTIAL, NODE_TYPE, SAMPLE_PHOTO, START_TIMEOUT_MS, startHost, type Host } from '../e2e/host';
import { errorOf, outputOf, type Execution } from '../../tools/host/client';
import { decodePng } from '../../sandbox/media/png';
import { AGENT, agent, chain, chatCredential, NODE, START, streamed } from './workflow';

const PHOTO = 'photo.png';
const TEXTS = ['I love it', 'It is fine', 'I would buy this again'];

/** Two agent versions: one calls its tools itself, the other leaves that to n8n's engine. */
const AGENT_VERSIONS = [2.2, 3];

const model = (value: string) => ({ __rl: true, mode: 'id', value });
const of = (task: string, more: INodeParameters = {}): INodeParameters => ({
	operation: task,
	model: model(`sandbox/${task}`),
	...more,
});

/** The server rejects the second of three items. */
const PARTLY_REFUSED = of('text-classification', {
	model: model("={{ $itemIndex === 1 ? 'sandbox/fault-422' : 'sandbox/text-classification' }}"),
	text: '={{ $json.text }}',
});

let host: Host;

beforeAll(async () => {
	host = await startHost(
		{ [PHOTO]: SAMPLE_PHOTO },
		(files, sandboxUrl) => [
			chain('text', of('text-classification', { text: 'I love it' })),
			chain('fileIn', of('image-classification'), { file: `${files}/${PHOTO}` }),
			chain('fileInOut', of('image-to-image', { prompt: 'at night' }), { file: `${files}/${PHOTO}` }),
			chain('chat', of('chat-completion', { prompt: 'Hello' })),
			chain(
				'raw',
				of('custom-request', {
					task: 'text-classification',
					model: model('sandbox/text-classification'),
					json: '{ "inputs": "I love it" }',
				}),
			),
			chain('fresh', { operation: 'text-classification', text: 'I love it' }),
			chain('slow', of('text-classification', { model: model('sandbox/fault-slow'), text: 'I love it' })),
			streamed('streamed', of('chat-completion', { prompt: 'Hello' })),
			chain('continue', PARTLY_REFUSED, { texts: TEXTS, onError: 'continueRegularOutput' }),
			chain('errorOutput', PARTLY_REFUSED, { texts: TEXTS, onError: 'continueErrorOutput' }),
			chain('stop', PARTLY_REFUSED, { texts: TEXTS }),
			...AGENT_VERSIONS.map((version) => agent(`agent${version}`, version, `${sandboxUrl}/samples/${PHOTO}`)),
		],
		{ credentials: (sandboxUrl) => [chatCredential(sandboxUrl)] },
	);
}, START_TIMEOUT_MS);

afterAll(async () => await host?.stop());

const run = async (id: string) => await host.client.run(id, START);

function itemsOf(execution: Execution, output = 0) {
	expect(errorOf(execution, NODE)).toBeUndefined();
	expect(execution.status).toBe('success');
	return outputOf(execution, NODE, output);
}

async function waitFor(condition: () => boolean): Promise<void> {
	for (let tries = 0; tries < 1_000 && !condition(); tries++) await sleep(20);
}

test('node listed', async () => {
	expect(await host.client.nodeTypes()).toEqual(expect.arrayContaining([NODE_TYPE, `${NODE_TYPE}Tool`]));
});

test('credential test', async () => {
	const { id, name, type, data } = demoCredential({
		accessToken: 'hf_e2e',
		hubUrl: host.sandbox.url,
		routerUrl: host.sandbox.url,
	});
	const test = async (accessToken: string) =>
		await host.client.rest<{ status: string; message: string }>('POST', '/rest/credentials/test', {
			credentials: { id, name, type, data: { ...data, accessToken } },
		});
	expect(await test('hf_e2e')).toMatchObject({ status: 'OK' });
	// n8n 1.x uses its own message here.
	expect(await test('hf_invalid')).toMatchObject({
		status: 'Error',
		message: expect.stringMatching(/token|check your credentials/i),
	});
});

test('list search', async () => {
	const search = async (filter: string) =>
		await host.client.rest<{ results: Array<{ name: string; value: string }> }>(
			'POST',
			'/rest/dynamic-node-parameters/resource-locator-results',
			{
				path: 'parameters.model',
				methodName: 'searchModels',
				nodeTypeAndVersion: { name: NODE_TYPE, version: 1 },
				currentNodeParameters: {
					authentication: 'accessToken',
					resource: 'inference',
					operation: 'text-classification',
				},
				credentials: CREDENTIAL.credentials,
				filter,
			},
		);
	const { results } = await search('sandbox');
	expect(results.map(({ value }) => value)).toContain('sandbox/text-classification');
});

test('text', async () => {
	expect(itemsOf(await run('text')).map(({ json }) => json)).toMatchObject([
		{ label: 'POSITIVE', score: expect.any(Number) },
	]);
});

test('file in', async () => {
	const [item] = itemsOf(await run('fileIn'));
	expect(item).toMatchObject({ json: { label: expect.any(String) }, pairedItem: { item: 0 } });
});

test('file out', async () => {
	const [item] = itemsOf(await run('fileInOut'));
	const file = item?.binary?.data;
	const bytes = file === undefined ? Buffer.alloc(0) : await host.client.file(file);
	expect(item?.json).toMatchObject({ mimeType: 'image/png', fileSize: bytes.length });
	expect(decodePng(bytes)?.width).toBeGreaterThan(0);
});

test('chat', async () => {
	expect(itemsOf(await run('chat')).map(({ json }) => json)).toMatchObject([
		{ role: 'assistant', content: expect.stringMatching(/\w/) },
	]);
});

test('raw request', async () => {
	expect(JSON.stringify(itemsOf(await run('raw')))).toContain('POSITIVE');
});

test('recommended model, with a hint', async () => {
	const execution = await run('fresh');
	expect(itemsOf(execution).map(({ json }) => json)).toMatchObject([{ label: 'POSITIVE' }]);
	expect(JSON.stringify(execution.data.resultData.runData[NODE]?.at(-1)?.hints)).toMatch(/recommended/i);
});

test('streamed response', async () => {
	await host.client.publish('streamed');
	const response = await host.client.webhook('streamed', {});
	const chunks = (await response.text())
		.trim()
		.split('\n')
		.map((line): { type: string; content?: string } => JSON.parse(line));
	const items = chunks.filter(({ type }) => type === 'item');
	expect([chunks.at(0)?.type, chunks.at(-1)?.type]).toEqual(['begin', 'end']);
	expect(items.length).toBeGreaterThan(1);
	expect(items.map(({ content }) => content).join('')).toMatch(/\w/);
});

test('stop button', async () => {
	const id = await host.client.begin('slow', START);
	await waitFor(() => host.sandbox.requests.some(({ path }) => path.includes('fault-slow')));
	await host.client.stop(id);
	expect((await host.client.finishedExecution(id)).status).toBe('canceled');
});

test('continue on fail', async () => {
	const items = itemsOf(await run('continue')).map(({ json }) => json);
	expect(items).toHaveLength(3);
	expect(items[1]).toMatchObject({ error: expect.any(String), details: { type: 'invalidInput', httpCode: '422' } });
});

test('error output', async () => {
	const execution = await run('errorOutput');
	expect(itemsOf(execution)).toHaveLength(2);
	const failed = itemsOf(execution, 1).map(({ json }) => json);
	// The input item keeps its own fields. n8n 1.x drops the details.
	expect(failed).toEqual([expect.objectContaining({ text: TEXTS[1], error: expect.any(String) })]);
	expect(JSON.stringify(failed)).toMatch(/1024 tokens/);
	expect(JSON.stringify(failed)).toContain('invalidInput');
});

test('stop on error', async () => {
	const execution = await run('stop');
	expect(execution.status).toBe('error');
	expect(errorOf(execution, NODE)).toMatchObject({
		context: { itemIndex: 1 },
		httpCode: '422',
		description: expect.stringMatching(/\w+ \w+/),
	});
});

test('tool of an agent', async () => {
	for (const version of AGENT_VERSIONS) {
		host.sandbox.requests.length = 0;
		const execution = await run(`agent${version}`);
		expect(execution.data.resultData.error).toBeUndefined();
		const called = host.sandbox.requests.filter(({ method }) => method === 'POST').map(({ path }) => path);
		for (const task of ['text-classification', 'image-classification']) {
			expect(called.filter((path) => path.includes(task))).toHaveLength(1);
		}
		expect(JSON.stringify(outputOf(execution, AGENT).map(({ json }: { json: IDataObject }) => json))).toMatch(
			/The tools? answered.*label/,
		);
	}
});
