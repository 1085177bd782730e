import { deflateSync } from 'node:zlib';
import { encodeJpeg } from '../../../sandbox/media/jpeg';
import { blank, encodePng, type Raster } from '../../../sandbox/media/png';
import { similarity } from '../../../sandbox/words';
import { rank } from '../../../sandbox/answers/ranking';
import { ask, post, useSandbox } from './helpers';

const sandbox = useSandbox();
const at = (path = '') => `${sandbox().url}/openai-one${path}/v1/chat/completions`;

function tool(name: string, properties: object = { city: { type: 'string' } }) {
	return { type: 'function', function: { name, parameters: { type: 'object', properties } } };
}

const TOOLS = [tool('get_weather'), tool('send_mail', { text: { type: 'string' } })];
const user = (content: unknown) => ({ role: 'user', content });

interface Call {
	id: string;
	function: { name: string; arguments: unknown };
}

interface Answer {
	choices: Array<{ finish_reason: string; message: { content: string | null; tool_calls?: Call[] } }>;
	usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
}

async function chat(messages: unknown[], more: object = {}): Promise<Answer> {
	return (await ask(at(), { messages, tools: TOOLS, ...more })) as Answer;
}

const callsOf = ({ choices }: Answer) => choices[0]?.message.tool_calls ?? [];
const namesOf = (answer: Answer) => callsOf(answer).map((call) => call.function.name);

function results(answer: Answer, content: string) {
	const calls = callsOf(answer);
	return [
		{ role: 'assistant', content: null, tool_calls: calls },
		...calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content })),
	];
}

describe('tool calls', () => {
	test('several tools in one round, then the answer with their results', async () => {
		const messages = [user('Call get_weather for Berlin and send_mail about it')];
		const first = await chat(messages);
		expect(namesOf(first)).toEqual(['get_weather', 'send_mail']);
		const last = await chat([...messages, ...results(first, 'done')]);
		expect(last.choices[0]).toMatchObject({ finish_reason: 'stop' });
		expect(last.choices[0]?.message.content).toContain('The tools answered: done; done');
	});

	test('one tool a round where the prompt orders them, or parallel calls are off', async () => {
		const messages = [user('First send_mail, then get_weather for Berlin')];
		const first = await chat(messages);
		expect(namesOf(first)).toEqual(['send_mail']);
		const second = await chat([...messages, ...results(first, 'sent')]);
		expect(namesOf(second)).toEqual(['get_weather']);
		const both = [user('get_weather and send_mail')];
		expect(namesOf(await chat(both, { parallel_tool_calls: false }))).toEqual(['get_weather']);
	});

	test('a forced call comes once, and "none" forbids all', async () => {
		const messages = [user('Hello')];
		const choice = { tool_choice: { type: 'function', function: { name: 'send_mail' } } };
		const forced = await chat(messages, choice);
		expect(namesOf(forced)).toEqual(['send_mail']);
		expect(namesOf(await chat([...messages, ...results(forced, 'ok')], choice))).toEqual([]);
		expect(namesOf(await chat(messages, { tool_choice: 'required' }))).toEqual(['get_weather']);
		expect(namesOf(await chat([user('get_weather')], { tool_choice: 'none' }))).toEqual([]);
	});

	test('the final tool of an output parser is called last', async () => {
		const tools = [...TOOLS, tool('format_final_json_response', { temperature: { type: 'integer' } })];
		const messages = [user('get_weather for Berlin')];
		const first = await chat(messages, { tools });
		expect(namesOf(first)).toEqual(['get_weather']);
		const last = await chat([...messages, ...results(first, '21 degrees')], { tools });
		expect(callsOf(last)).toMatchObject([{ function: { arguments: '{"temperature":21}' } }]);
	});

	interface Piece {
		index?: number;
		id?: string;
		function: { name?: string; arguments?: unknown };
	}

	async function deltas(form: string): Promise<Array<Piece[] | Piece>> {
		const body = { messages: [user('get_weather and send_mail')], tools: TOOLS, stream: true };
		const text = await (await post(at(`/fault-calls-${form}`), body)).text();
		return text
			.split('\n\n')
			.filter((event) => event.includes('"tool_calls":'))
			.map((event) => JSON.parse(event.slice(6)).choices[0].delta.tool_calls);
	}

	test.each([
		['same-index', (pieces: Piece[]) => new Set(pieces.map(({ index }) => index)).size === 1],
		['same-index', (pieces: Piece[]) => new Set(pieces.map(({ id }) => id)).size === 2],
		['bare', (pieces: Piece[]) => pieces.filter((piece) => !('index' in piece) && !('id' in piece)).length > 2],
		['object', (pieces: Piece[]) => pieces.every((piece) => typeof piece.function.arguments === 'object')],
		['no-id', (pieces: Piece[]) => pieces.every((piece) => !('id' in piece))],
		['whole', (pieces: Piece[]) => pieces.length === 2],
	])('streams them in the form %s', async (form, holds) => {
		expect(holds((await deltas(form)).flat())).toBe(true);
	});

	test('streams them in the form single: one object in place of a list', async () => {
		expect(await deltas('single')).toMatchObject([{ function: { name: 'get_weather' } }]);
	});

	test('answers them whole in the forms object and single', async () => {
		const body = { messages: [user('get_weather in Berlin')], tools: TOOLS };
		const calls = async (form: string) =>
			((await ask(at(`/fault-calls-${form}`), body)) as Answer).choices[0]?.message.tool_calls;
		expect(await calls('object')).toMatchObject([{ function: { arguments: { city: 'Berlin' } } }]);
		expect(await calls('single')).toMatchObject({ function: { name: 'get_weather' } });
	});
});

describe('what a chat model is good for', () => {
	function painted(colour: readonly number[]): Raster {
		const raster = blank(60, 40);
		for (let byte = 0; byte < raster.data.length; byte++) raster.data[byte] = colour[byte % 3] ?? 0;
		return raster;
	}
	const picture = (type: string, file: Buffer) => ({
		type: 'image_url',
		image_url: { url: `data:image/${type};base64,${file.toString('base64')}` },
	});
	const asked = { type: 'text', text: 'Which colour is this?' };
	const said = ({ choices }: Answer) => choices[0]?.message.content;

	test.each([
		['png', encodePng(painted([220, 20, 20])), 'red'],
		['jpeg', encodeJpeg(painted([20, 40, 220])), 'blue'],
		['jpeg', encodeJpeg(painted([30, 160, 40])), 'green'],
	])('names the main colour of a %s', async (type, file, colour) => {
		const found = await chat([user([asked, picture(type, file)])], { tools: [] });
		expect(said(found)).toContain(`Main colours: ${colour}.`);
	});

	test('counts tokens: words, tools, pictures and calls', async () => {
		const plain = await chat([user('Hello there')], { tools: [] });
		const withTools = await chat([user('Hello there')]);
		const withPicture = await chat([user([asked, picture('png', encodePng(blank(560, 560)))])], { tools: [] });
		expect(withTools.usage.prompt_tokens).toBeGreaterThan(plain.usage.prompt_tokens + 20);
		expect(withPicture.usage.prompt_tokens).toBeGreaterThan(400);
		const called = await chat([user('get_weather')]);
		expect(called.usage.completion_tokens).toBeGreaterThan(4);
		expect(called.usage.total_tokens).toBe(called.usage.prompt_tokens + called.usage.completion_tokens);
	});

	test('remembers the conversation, and knows a PDF', async () => {
		const messages = [user('My name is Sarah'), { role: 'assistant', content: 'Hi' }, user('What is my name?')];
		expect(said(await chat(messages, { tools: [] }))).toContain('Your name is Sarah.');
		const pdf = Buffer.from(`%PDF-1.4 ${deflateSync('x').toString('hex')}`).toString('base64');
		const file = { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${pdf}` } };
		expect(said(await chat([user([asked, file])], { tools: [] }))).toMatch(/a file of \d+ bytes \(PDF\)/);
	});

	test('fills a schema that a prompt spells out', async () => {
		const schema = { type: 'object', properties: { sentiment: { enum: ['Positive', 'Neutral', 'Negative'] } } };
		const words = `Here is the JSON Schema instance your output must adhere to:\n\`\`\`json\n${JSON.stringify(schema)}\n\`\`\``;
		const found = await chat([{ role: 'system', content: words }, user('I love it, it is great')], { tools: [] });
		expect(said(found)).toBe('```json\n{"sentiment":"Positive"}\n```');
	});
});

describe('related texts', () => {
	test.each([
		['How do I get my money back?', 'Refunds are paid within ten days', 'Our office is closed on Sundays'],
		['The automobile is broken', 'My car needs a repair', 'The cake tastes of lemon'],
		['delivered parcels', 'delivery of a package', 'a lesson in school'],
		['The physician works in a clinic', 'doctors at the hospital', 'a cheap flight to Rome'],
	])('are nearer to each other than to others: %s', (text, near, far) => {
		expect(similarity(text, near)).toBeGreaterThan(similarity(text, far) + 0.1);
		expect(rank(text, [far, near])[0]?.index).toBe(1);
	});
});
