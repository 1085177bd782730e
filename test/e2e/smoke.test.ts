import type { INodeExecutionData } from 'n8n-workflow';
import { outputOf, type Execution, type WorkflowJson } from '../../tools/host/client';
import { decodePng } from '../../sandbox/media/png';
import { CAMERA_PHOTO, NODE_TYPE, SAMPLE_PHOTO, START_TIMEOUT_MS, startHost, type Host } from './host';
import { PHOTO, smokeWorkflow, START } from './smoke';

const CAMERA_FILE = 'camera.png';
const CAMERA_WORKFLOW = 'huggingFaceSmoke2';

let host: Host;
let smoke: Execution;

/** The same with another photo. */
function cameraWorkflow(files: string): WorkflowJson {
	return { ...smokeWorkflow(files, CAMERA_FILE), id: CAMERA_WORKFLOW, name: 'A photo from a camera' };
}

/** The one item that a step gave. */
function onlyItem(execution: Execution, step: string): INodeExecutionData {
	const items = outputOf(execution, step);
	expect(items).toHaveLength(1);
	return items[0] ?? { json: {} };
}

beforeAll(async () => {
	const files = { [PHOTO]: SAMPLE_PHOTO, ...(CAMERA_PHOTO ? { [CAMERA_FILE]: CAMERA_PHOTO } : {}) };
	host = await startHost(files, (folder) => [smokeWorkflow(folder), cameraWorkflow(folder)]);
	smoke = await host.client.run('huggingFaceSmoke', START);
}, START_TIMEOUT_MS);

afterAll(async () => await host?.stop());

test('n8n loads the node from the installed package, and its tool variant', async () => {
	const types = await host.client.nodeTypes();
	expect(types).toEqual(expect.arrayContaining([NODE_TYPE, `${NODE_TYPE}Tool`]));
});

test('the whole workflow succeeds', () => {
	expect(smoke.data.resultData.error).toBeUndefined();
	expect(smoke.status).toBe('success');
});

test('a picture is classified from a binary field', () => {
	const { json, pairedItem } = onlyItem(smoke, 'Classify Photo');
	expect(json).toMatchObject({ label: expect.any(String), score: expect.any(Number) });
	expect(json.predictions).toHaveLength(3);
	expect(pairedItem).toEqual({ item: 0 });
});

(CAMERA_PHOTO ? test : test.skip)(
	'a photo from a camera is classified from a binary field, and arrives byte for byte',
	async () => {
		host.sandbox.requests.length = 0;
		const execution = await host.client.run(CAMERA_WORKFLOW, START);
		expect(onlyItem(execution, 'Classify Photo').json).toMatchObject({
			label: expect.any(String),
			score: expect.any(Number),
		});
		const sent = host.sandbox.requests
			.map(({ json }) => json)
			.find((body) => typeof body === 'object' && body !== null && 'inputs' in body && 'parameters' in body);
		expect(sent).toMatchObject({ inputs: CAMERA_PHOTO?.toString('base64'), parameters: { top_k: 3 } });
	},
);

test('a text is classified', () => {
	expect(onlyItem(smoke, 'Classify Text').json).toMatchObject({ label: 'POSITIVE', score: expect.any(Number) });
});

test('a text is embedded', () => {
	const { embedding, dimensions } = onlyItem(smoke, 'Embed Text').json;
	expect(embedding).toHaveLength(Number(dimensions));
	expect(Number(dimensions)).toBeGreaterThan(100);
});

test('an image is generated, and is a PNG in the binary data of the execution', async () => {
	const { json, binary } = onlyItem(smoke, 'Generate Image');
	const file = binary?.data;
	expect(file).toMatchObject({ mimeType: 'image/png', fileName: 'text-to-image-1.png' });
	const bytes = file === undefined ? Buffer.alloc(0) : await host.client.file(file);
	const picture = decodePng(bytes);
	expect(picture?.width).toBeGreaterThan(63);
	expect(picture?.height).toBeGreaterThan(63);
	expect(json).toMatchObject({ mimeType: 'image/png', fileSize: bytes.length });
});

test('a chat answers', () => {
	const { json } = onlyItem(smoke, 'Ask Chat');
	expect(json).toMatchObject({ role: 'assistant', content: expect.stringMatching(/\w/), model: expect.any(String) });
});

test("a raw request gives the server's answer as it is", () => {
	const { response } = onlyItem(smoke, 'Send Raw Request').json;
	expect(JSON.stringify(response)).toContain('POSITIVE');
});

test('every call carries the token of the credential', () => {
	const calls = host.sandbox.requests.filter(({ method }) => method === 'POST');
	expect(calls.length).toBeGreaterThan(0);
	for (const { headers } of calls) expect(headers.authorization).toBe('Bearer hf_e2e');
});
