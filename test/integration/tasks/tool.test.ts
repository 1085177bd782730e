import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

/** Runs the node in its tool form against a server that answers this. */
async function run(parameters: IDataObject, answer: unknown) {
	sandbox.current().respond(({ method }, response) => {
		if (method !== 'POST') return false;
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
		return true;
	});
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/server` };
	return await runNode({ parameters: { model, ...parameters }, isTool: true });
}

const embedding = { operation: 'feature-extraction', text: 'x' };
const labels = Array.from({ length: 12 }, (_, i) => ({ label: `label ${i}`, score: (12 - i) / 100 }));

describe('an agent that calls the node', () => {
	it('gets the length of a vector and an explanation, but not the vector', async () => {
		const { json } = await run(embedding, [[0.1, 0.2, 0.3]]);
		expect(json).toEqual([{ dimensions: 3, note: expect.stringContaining("'Output'") }]);
	});

	it('gets lists of ten entries at most', async () => {
		const { json } = await run({ operation: 'text-classification', text: 'x' }, labels);
		expect(json).toEqual([{ label: 'label 0', score: 0.12, predictions: labels.slice(0, 10) }]);
	});

	it('gets everything if selected', async () => {
		expect((await run({ ...embedding, toolOutput: 'full' }, [[0.1, 0.2, 0.3]])).json).toEqual([
			{ dimensions: 3, embedding: [0.1, 0.2, 0.3] },
		]);
		expect((await run({ operation: 'text-classification', text: 'x', toolOutput: 'full' }, labels)).json).toEqual([
			{ label: 'label 0', score: 0.12, predictions: labels },
		]);
	});

	it('passes a file by URL', async () => {
		const { json } = await run(
			{ operation: 'image-classification', inputUrl: `${sandbox.current().url}/samples/photo.png` },
			labels.slice(0, 1),
		);
		expect(json).toMatchObject([{ label: 'label 0' }]);
		expect(sandbox.current().requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /samples/photo.png',
			'POST /server',
		]);
	});

	it('gets the advice in the error message, because it sees nothing else', async () => {
		const { error } = await run({ operation: 'image-classification', inputSource: 'binary' }, []);
		expect(error?.message).toContain("'data'");
		expect(error?.message).toContain("'Input Source'");
	});
});
