import type { JsonValue } from '../../../nodes/shared/client/json';
import { conversation, generatedText, textOf } from '../../../nodes/shared/tasks/answers/text';
import { transcription } from '../../../nodes/shared/tasks/answers/transcription';
import { failureOf, jsonOf, readAs, readJson } from './read';

describe.each(['summary_text', 'translation_text', 'generated_text'])('a text under %s', (key) => {
	const answer = textOf(key);

	it.each([
		['one object', { [key]: 'some words' }],
		['a list of one', [{ [key]: 'some words' }]],
	])('is read from %s', async (_form, given) => {
		expect(await jsonOf(answer, given)).toEqual({ [key]: 'some words' });
	});

	it('may be empty', async () => {
		expect(await jsonOf(answer, [{ [key]: '' }])).toEqual({ [key]: '' });
	});

	it.each<[JsonValue]>([
		[
			[
				{ role: 'user', content: 'hi' },
				{ role: 'assistant', content: 'hello' },
			],
		],
		[{ role: 'assistant', content: 'hello' }],
	])('may be messages, which stay as they are: %j', async (messages) => {
		expect(await jsonOf(answer, [{ [key]: messages }])).toEqual({ [key]: messages });
	});

	it('keeps what the API says beside it', async () => {
		expect(await jsonOf(answer, { [key]: 'some words', warnings: ['slow'], details: null })).toEqual({
			[key]: 'some words',
			warnings: ['slow'],
		});
	});
});

describe('generated text', () => {
	const details = {
		finish_reason: 'length',
		generated_tokens: 2,
		tokens: [{ id: 1, text: 'a', logprob: -1, special: false }],
	};

	it("keeps TGI's details", async () => {
		expect(await jsonOf(generatedText, [{ generated_text: 'some words', details }])).toEqual({
			generated_text: 'some words',
			details,
		});
	});

	it("is read from OpenAI's completions", async () => {
		const completion = {
			id: '1',
			model: 'm',
			choices: [{ index: 0, text: 'some words', finish_reason: 'stop' }],
			usage: {},
		};
		expect(await jsonOf(generatedText, completion)).toEqual({
			generated_text: 'some words',
			details: { finish_reason: 'stop' },
		});
	});
});

describe('a reply of the older protocol', () => {
	it('keeps the conversation', async () => {
		const reply = {
			generated_text: 'hello',
			conversation: { past_user_inputs: ['hi'], generated_responses: ['hello'] },
		};
		expect(await jsonOf(conversation, reply)).toEqual(reply);
		expect(await jsonOf(conversation, [reply])).toEqual(reply);
	});
});

describe('a text of a shape that is not known', () => {
	it.each([
		['a summary', textOf('summary_text'), [{ text: 'some words' }]],
		['no summary at all', textOf('summary_text'), []],
		['generated text', generatedText, { output: 'some words' }],
		['a transcription', transcription, { words: [] }],
		['a reply', conversation, { reply: 'hello' }],
	])('is passed on as it came: %s', async (_name, answer, shape) => {
		expect(await readJson(answer, shape)).toEqual({ json: { response: shape }, files: [], isUnknown: true });
	});
});

describe('F4: a lone text', () => {
	it.each([
		['a summary', textOf('summary_text'), { summary_text: 'OK then' }],
		['generated text', generatedText, { generated_text: 'OK then' }],
		['a transcription', transcription, { text: 'OK then' }],
		['a reply', conversation, { generated_text: 'OK then' }],
	])('is the text of %s, as JSON or as plain text', async (_name, answer, item) => {
		expect(await jsonOf(answer, 'OK then')).toEqual(item);
		expect((await readAs(answer, { kind: 'text', text: 'OK then', mediaType: 'text/plain' })).json).toEqual(item);
	});

	it('is none where it is a web page, which stays in the error', async () => {
		const text = '<html><title>Sign in</title></html>';
		const { message, details } = await failureOf(readAs(generatedText, { kind: 'text', text, mediaType: 'text/html' }));
		expect(message).toContain('Sign in');
		expect(details.response).toBe(text);
	});
});

describe('C3: several texts', () => {
	it.each([
		['speech', transcription, ['Hello', ' world'], { text: 'Hello world' }],
		['speech under `output`', transcription, { output: ['Hello', ' world'] }, { text: 'Hello world' }],
		['a summary', textOf('summary_text'), ['Hello', ' world'], { summary_text: 'Hello world' }],
		['generated text', generatedText, ['Hello', ' world'], { generated_text: 'Hello world' }],
	])('that are pieces of one are joined: %s', async (_name, answer, json, item) => {
		expect(await jsonOf(answer, json)).toEqual(item);
	});

	it.each([
		['generated_text', generatedText],
		['summary_text', textOf('summary_text')],
		['translation_text', textOf('translation_text')],
		['text', transcription],
	])('that are alternatives stand in a list beside the first: %s', async (key, answer) => {
		const list = [{ [key]: 'one', score: 0.9 }, { [key]: 'two' }];
		expect(await jsonOf(answer, list)).toEqual({ [key]: 'one', score: 0.9, [`${key}s`]: list });
	});
});
