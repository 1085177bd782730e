import { createHash, randomBytes } from 'node:crypto';
import { outputOf, type WorkflowJson } from '../../tools/host/client';
import { CREDENTIAL, NODE_TYPE, SAMPLE_PHOTO, START_TIMEOUT_MS, startHost, type Host } from './host';

const START = 'Start';
const NODE = 'Send Form';
const ID = 'customForm000000';
/** Larger than one chunk of n8n's storage, so that it arrives in several. */
const BYTES = randomBytes(3 * 1024 * 1024 + 17);
const FILES = { 'photo.png': SAMPLE_PHOTO, 'Größe 1.bin': BYTES };

const node = (name: string, type: string, typeVersion: number, parameters: object) =>
	({ id: name, name, type, typeVersion, position: [0, 0], parameters }) as WorkflowJson['nodes'][number];

const read = (name: string, path: string, field: string) =>
	node(name, 'n8n-nodes-base.readWriteFile', 1.1, { fileSelector: path, options: { dataPropertyName: field } });

const to = (name: string, index = 0) => ({ node: name, type: 'main' as const, index });

/** Two files from disk in one item, which go into one form with two texts. */
function workflow(files: string, sandboxUrl: string): WorkflowJson {
	const rows = [
		{ name: 'model', value: 'whisper-1' },
		{ name: 'file', binaryPropertyName: 'data' },
		{ name: 'größe', value: 'Zeile "1"' },
		{ name: 'file', binaryPropertyName: 'photo' },
	];
	const parameters = {
		operation: 'custom-request',
		model: { __rl: true, mode: 'url', value: `${sandboxUrl}/any/form` },
		bodyType: 'form',
		formFields: { field: rows },
	};
	return {
		id: ID,
		name: 'A form of two files and two texts',
		nodes: [
			node(START, 'n8n-nodes-base.manualTrigger', 1, {}),
			read('Read Bytes', `${files}/Größe 1.bin`, 'data'),
			read('Read Photo', `${files}/photo.png`, 'photo'),
			node('Merge', 'n8n-nodes-base.merge', 3.2, { mode: 'combine', combineBy: 'combineByPosition', options: {} }),
			{ ...node(NODE, NODE_TYPE, 1, parameters), ...CREDENTIAL },
		],
		connections: {
			[START]: { main: [[to('Read Bytes'), to('Read Photo')]] },
			'Read Bytes': { main: [[to('Merge')]] },
			'Read Photo': { main: [[to('Merge', 1)]] },
			Merge: { main: [[to(NODE)]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

let host: Host;

beforeAll(async () => {
	host = await startHost(FILES, (files, sandboxUrl) => [workflow(files, sandboxUrl)]);
}, START_TIMEOUT_MS);
afterAll(async () => await host?.stop());

test('A form in a real n8n: two files and two texts arrive byte for byte, in their order', async () => {
	host.sandbox.respond(({ path }, response) => {
		if (path !== '/any/form') return false;
		response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
		return true;
	});
	const execution = await host.client.run(ID, START);
	expect(execution.data.resultData.error).toBeUndefined();
	expect(outputOf(execution, NODE).map(({ json }) => json)).toEqual([{ response: { ok: true } }]);
	const [request] = host.sandbox.requests.filter(({ path }) => path === '/any/form');
	expect(request?.form?.fields).toEqual([
		{ name: 'model', value: 'whisper-1' },
		{ name: 'größe', value: 'Zeile "1"' },
	]);
	const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
	expect(request?.form?.files).toMatchObject([
		{ name: 'file', filename: 'Größe 1.bin', size: BYTES.length, sha256: sha256(BYTES) },
		{ name: 'file', filename: 'photo.png', type: 'image/png', sha256: sha256(SAMPLE_PHOTO) },
	]);
}, 120_000);
