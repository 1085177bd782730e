import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { inputsFor, itemFor, taskOf } from '../tasks/samples';

const sandbox = useSandbox();

/** What is said of a task that a server of this kind fails at. */
async function wordsOf(
	path: string,
	task: string,
	parameters: IDataObject = {},
): Promise<{ message: string; advice: string }> {
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}${path}` };
	const { error } = await runNode({
		parameters: { ...inputsFor(taskOf(task)), model, parameters },
		items: [itemFor(taskOf(task))],
	});
	return { message: error?.message ?? '', advice: error?.description ?? '' };
}

describe("rejected parameters are reported with the node's labels", () => {
	it.each<[string, string, IDataObject, readonly string[]]>([
		['/toolkit/text-generation', 'text-generation', { stop: 'a', topNTokens: 2 }, ['Stop', 'Top N Tokens']],
		['/hf-serve/image-classification', 'image-classification', { functionToApply: 'none' }, ['Function to Apply']],
		['/community/question-answering', 'question-answering', { alignToWords: true }, ['Align to Words']],
	])('%s', async (path, task, parameters, labels) => {
		const { message, advice } = await wordsOf(path, task, parameters);
		for (const label of labels) expect(`${message} ${advice}`).toContain(label);
	});
});

describe('unsupported tasks of the default containers are reported as such', () => {
	const CANNOT = /cannot|does not|no parameters|without parameters/i;

	it.each<[string, string, IDataObject]>([
		['/toolkit/depth-estimation', 'depth-estimation', {}],
		['/toolkit/mask-generation', 'mask-generation', {}],
		['/toolkit/zero-shot-audio-classification', 'zero-shot-audio-classification', {}],
		['/toolkit/video-classification', 'video-classification', {}],
		['/community/automatic-speech-recognition', 'automatic-speech-recognition', { returnTimestamps: true }],
	])('%s', async (path, task, parameters) => {
		const { message, advice } = await wordsOf(path, task, parameters);
		expect(message).not.toBe('');
		expect(advice).toMatch(CANNOT);
	});
});

describe('an error', () => {
	it('does not contain the sent file', async () => {
		const { message } = await wordsOf('/toolkit/zero-shot-audio-classification', 'zero-shot-audio-classification');
		expect(message).toContain('File name too long');
		expect(message).not.toMatch(/[A-Za-z0-9+/]{200}/);
	});

	it("of TGI over OpenAI's form of a JSON schema is answered with TGI's, for pictures as well", async () => {
		const responseFormat = {
			type: 'json_schema',
			json_schema: { name: 'answer', schema: { type: 'object', properties: { topic: { type: 'string' } } } },
		};
		expect(await wordsOf('/tgi', 'image-text-to-text', { responseFormat: JSON.stringify(responseFormat) })).toEqual({
			message: '',
			advice: '',
		});
	});
});
