import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunOptions } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { inputsFor, itemFor, taskOf } from '../tasks/samples';

const sandbox = useSandbox();

async function run(task: string, path: string, more: IDataObject = {}, options: Partial<RunOptions> = {}) {
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}${path}` };
	return await runNode({
		...options,
		parameters: { ...inputsFor(taskOf(task)), model, ...more },
		items: [itemFor(taskOf(task))],
	});
}

/** Whether a text holds a piece of a file. */
const BASE64 = /[A-Za-z0-9+/]{200}/;

describe('a stream that a server answers with JSON', () => {
	it.each([
		['text-generation', '/toolkit/text-generation', 'generated_text'],
		['text-generation', '/community/text-generation', 'generated_text'],
	])('is taken as one piece: %s at %s', async (task, path, key) => {
		const { json, error } = await run(task, path, {}, { onChunk: () => {} });
		expect(error).toBeUndefined();
		expect(sandbox.current().requests[0]?.json).toMatchObject({ stream: true });
		expect(json).toEqual([{ [key]: expect.stringContaining('lighthouse') }]);
	});
});

describe('ignored parameters are reported for a stream too', () => {
	it.each<[string, IDataObject, string]>([
		['/tgi', { reasoningEffort: 'low' }, "'Reasoning Effort'"],
		['/hf-serve/chat-completion', { stop: 'x' }, "'Stop'"],
	])('%s', async (path, parameters, label) => {
		const { hints, error } = await run('chat-completion', path, { parameters }, { onChunk: () => {} });
		expect(error).toBeUndefined();
		expect(hints.map(({ message }) => message)).toEqual([expect.stringContaining(label)]);
	});

	it('and of an answer that is not the JSON that was asked for', async () => {
		const { error } = await run('chat-completion', '/hf-serve/chat-completion', { structuredOutput: 'jsonObject' });
		expect(error?.message).toContain('is not the JSON that was asked for');
		expect(error?.description).toMatch(/'Structured Output' had no effect: this server is hf-serve/);
	});
});

describe('an error never contains the file', () => {
	it.each<[string, string, IDataObject]>([
		['image-classification', '/hf-serve/image-classification', { parameters: { functionToApply: 'none' } }],
		['zero-shot-audio-classification', '/toolkit/zero-shot-audio-classification', {}],
		['audio-classification', '/community/audio-classification', { parameters: { topK: 1 } }],
	])('%s at %s', async (task, path, more) => {
		const { error } = await run(task, path, more);
		expect(error?.message).toMatch(/rejected the request \((400|422)\): \S/);
		expect(`${error?.message} ${error?.description}`).not.toMatch(BASE64);
	});
});

describe('a picture', () => {
	it('is understood as a JSON string of base64', async () => {
		sandbox.current().respond(({ method }, response) => {
			if (method !== 'POST') return false;
			response
				.writeHead(200, { 'content-type': 'application/json' })
				.end(JSON.stringify(itemFor(taskOf('image-to-image')).binary?.data?.data));
			return true;
		});
		const { items, error } = await run('text-to-image', '/server');
		expect(error).toBeUndefined();
		expect(items[0]?.binary?.data).toMatchObject({ mimeType: 'image/png' });
	});

	it('of two sides that differ is refused by the toolkit, and told by our fields', async () => {
		const { error } = await run('text-to-image', '/toolkit/text-to-image', { parameters: { height: 64 } });
		expect(error?.description).toMatch(/set 'Height' and 'Width' to the same number/);
	});
});

describe('limits of TGI are told in its words, with our field', () => {
	it.each<[IDataObject, RegExp, string]>([
		[{ topP: 1 }, /`top_p` must be > 0\.0 and < 1\.0/, "'Top P'"],
		[{ typicalP: 1 }, /`typical_p` must be/, "'Typical P'"],
		[{ temperature: 0 }, /`temperature` must be strictly positive/, "'Temperature'"],
		[{ topK: 0 }, /`top_k` must be strictly positive/, "'Top K'"],
		[{ maxNewTokens: 0 }, /`max_new_tokens` must be strictly positive/, "'Max New Tokens'"],
		[{ stop: 'a, b, c, d, e' }, /`stop` supports up to 4/, "'Stop'"],
	])('%j', async (parameters, words, label) => {
		const { error } = await run('text-generation', '/tgi', { parameters });
		expect(error?.message).toMatch(words);
		expect(error?.description).toContain(label);
	});
});
