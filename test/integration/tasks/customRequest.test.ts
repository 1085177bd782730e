import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { sampleFile } from '../../../sandbox';
import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const photo = sampleFile('photo.png') ?? Buffer.alloc(0);
const item: INodeExecutionData = {
	json: {},
	binary: { data: { data: photo.toString('base64'), mimeType: 'image/png', fileName: 'photo.png' } },
};

/** Runs a custom request against a server that answers this. */
async function run(answer: { type: string; body: string | Buffer }, parameters: IDataObject = {}) {
	sandbox.current().respond((_request, response) => {
		response.writeHead(200, { 'content-type': answer.type }).end(answer.body);
		return true;
	});
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/any/path?x=1` };
	return await runNode({
		parameters: { operation: 'custom-request', model, json: '{ "any": ["thing", null] }', ...parameters },
		items: [item],
	});
}

const json = { type: 'application/json', body: '{"some":[1,null]}' };
const png = { type: 'image/png', body: photo };

describe('a custom request', () => {
	it('sends the JSON and uses the address unchanged', async () => {
		const result = await run(json);
		expect(result.json).toEqual([{ response: { some: [1, null] } }]);
		const [request] = sandbox.current().requests;
		expect(request?.path).toBe('/any/path?x=1');
		expect(request?.json).toEqual({ any: ['thing', null] });
		expect(request?.headers).toMatchObject({ 'content-type': 'application/json', accept: '*/*' });
	});

	it('explains the choice of a model if none is set', async () => {
		const { error } = await runNode({ parameters: { operation: 'custom-request' }, credential: sandbox.credential() });
		expect(error?.description).toContain("'Task of the Model'");
	});

	it('sends a file unchanged', async () => {
		await run(json, { bodyType: 'file' });
		const [request] = sandbox.current().requests;
		expect(request?.headers['content-type']).toBe('image/png');
		expect(request?.body.equals(photo)).toBe(true);
	});

	it.each([
		['text-to-image', 'image/png'],
		['image-to-image', 'image/png'],
		['text-to-speech', '*/*'],
		['a-task-of-tomorrow', '*/*'],
	])("asks for the type of answer of the task '%s', as post() does", async (task, accept) => {
		await run(png, { task });
		expect(sandbox.current().requests[0]?.headers.accept).toBe(accept);
	});

	it.each<[string, { type: string; body: string | Buffer }, unknown]>([
		['text', { type: 'text/plain', body: 'words' }, { response: 'words' }],
		['a bare JSON text', { type: 'application/json', body: '"words"' }, { response: 'words' }],
		[
			'an error in a success',
			{ type: 'application/json', body: '{"error":"words"}' },
			{ response: { error: 'words' } },
		],
		['nothing', { type: 'text/plain', body: '' }, { response: '' }],
	])('passes on %s', async (_form, answer, expected) => {
		expect((await run(answer)).json).toEqual([expected]);
	});

	it('puts a file into the binary field', async () => {
		const { items, bytes } = await run(png);
		expect(items.map(({ json: about }) => about)).toEqual([
			{ mimeType: 'image/png', fileName: 'custom-request-1.png', fileSize: photo.length },
		]);
		expect((await bytes(items[0] as INodeExecutionData)).equals(photo)).toBe(true);
	});

	it.each<[string, { type: string; body: string | Buffer }, unknown]>([
		['text', json, { response: '{"some":[1,null]}' }],
		['json', { type: 'text/plain', body: '[1]' }, { response: [1] }],
		['file', json, { mimeType: 'application/json', fileName: 'custom-request-1.json', fileSize: 17 }],
	])('reads the answer as %s if selected', async (responseFormat, answer, expected) => {
		expect((await run(answer, { responseFormat })).json).toEqual([expected]);
	});

	it('returns a stream as a list of events', async () => {
		const { json: items } = await run(
			{ type: 'text/event-stream', body: 'data: {"a":1}\n\ndata: words\n\ndata: [DONE]\n\n' },
			{ stream: true },
		);
		expect(items).toEqual([{ response: [{ a: 1 }, 'words'] }]);
	});

	it.each(['text/plain', 'application/octet-stream', ''])(
		'recognizes a requested stream by its content, under any type: %j',
		async (type) => {
			const body = ': a comment\r\n\r\ndata: {"a":1}\r\n\r\ndata: words';
			expect((await run({ type, body }, { stream: true })).json).toEqual([{ response: [{ a: 1 }, 'words'] }]);
			expect((await run({ type, body })).json).toEqual([{ response: body }]);
		},
	);
});

describe('a custom request for a model', () => {
	it.each([
		[undefined, ''],
		['feature-extraction', '/pipeline/feature-extraction'],
		['text-classification', ''],
	])("goes to hf-inference, on the route of the task '%s'", async (task, route) => {
		sandbox.current().respond((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
			return true;
		});
		const parameters = {
			operation: 'custom-request',
			model: { __rl: true, mode: 'id', value: 'org/name' },
			json: '{}',
			...(task !== undefined && { task }),
		};
		const { error } = await runNode({ parameters, credential: sandbox.credential() });
		expect(error).toBeUndefined();
		expect(sandbox.current().requests.map(({ path }) => path)).toEqual([`/hf-inference/models/org/name${route}`]);
	});
});
