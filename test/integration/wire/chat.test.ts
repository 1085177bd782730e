import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { sampleFile } from '../../../sandbox';
import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { refusalOf, requestOf } from './noted';

const sandbox = useSandbox();
const chat = { operation: 'chat-completion', prompt: 'Hello' };
const user = { role: 'user', content: 'Hello' };

async function bodyFor(parameters: IDataObject, item?: INodeExecutionData): Promise<IDataObject> {
	return (await requestOf(sandbox.current(), { ...chat, ...parameters }, item)).json as IDataObject;
}

async function messagesFor(parameters: IDataObject, item?: INodeExecutionData): Promise<unknown> {
	return (await bodyFor(parameters, item)).messages;
}

describe('the messages of a chat', () => {
	it.each<[string, IDataObject, unknown[]]>([
		['the prompt alone', {}, [user]],
		['the system message before it', { systemMessage: 'Be brief' }, [{ role: 'system', content: 'Be brief' }, user]],
		[
			'the history between them',
			{
				systemMessage: 'Be brief',
				options: { history: '[{ "role": "user", "content": "Hi" }, { "role": "assistant", "content": "Hello!" }]' },
			},
			[
				{ role: 'system', content: 'Be brief' },
				{ role: 'user', content: 'Hi' },
				{ role: 'assistant', content: 'Hello!' },
				user,
			],
		],
		[
			'rows',
			{
				messageInput: 'rows',
				messageRows: {
					message: [
						{ role: 'system', content: 'Be brief' },
						{ role: 'user', content: 'Hi' },
					],
				},
			},
			[
				{ role: 'system', content: 'Be brief' },
				{ role: 'user', content: 'Hi' },
			],
		],
		[
			'rows with a number',
			{ messageInput: 'rows', messageRows: { message: [{ role: 'user', content: '={{ 42 }}' }] } },
			[{ role: 'user', content: '42' }],
		],
		[
			'JSON',
			{
				messageInput: 'json',
				messages: '[{ "role": "user", "content": [{ "type": "text", "text": "Hi" }], "name": "sarah" }]',
			},
			[{ role: 'user', content: [{ type: 'text', text: 'Hi' }], name: 'sarah' }],
		],
		[
			'JSON of an expression',
			{ messageInput: 'json', messages: '={{ [{ role: "user", content: "Hi" }] }}' },
			[{ role: 'user', content: 'Hi' }],
		],
	])('are %s', async (_form, parameters, messages) => {
		expect(await messagesFor(parameters)).toEqual(messages);
	});

	it.each<[string, IDataObject, string]>([
		['no row', { messageInput: 'rows', messageRows: { message: [] } }, "'Messages'"],
		[
			'nothing in the last row',
			{
				messageInput: 'rows',
				messageRows: {
					message: [
						{ role: 'system', content: 'Be brief' },
						{ role: 'user', content: '={{ "" }}' },
					],
				},
			},
			"'Messages'",
		],
		[
			'nothing in the last message',
			{ messageInput: 'json', messages: '[{ "role": "user", "content": "" }]' },
			"'Messages'",
		],
		['JSON that is no list', { messageInput: 'json', messages: '{ "role": "user" }' }, "'Messages'"],
		['a history that is no list', { options: { history: '"Hi"' } }, "'History'"],
		['no prompt', { prompt: '={{ "" }}' }, "'Prompt'"],
	])('are refused where there is %s', async (_form, parameters, words) => {
		expect((await refusalOf(sandbox.current(), { ...chat, ...parameters })).message).toContain(words);
	});
});

describe('attachments', () => {
	const photo = sampleFile('photo.png') ?? Buffer.alloc(0);
	const speech = sampleFile('speech.wav') ?? Buffer.alloc(0);
	const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
	const binary = (bytes: Buffer, mimeType: string, fileName: string) => ({
		data: bytes.toString('base64'),
		mimeType,
		fileName,
	});
	const item = {
		json: {},
		binary: {
			photo: binary(photo, 'image/png', 'photo.png'),
			speech: binary(speech, 'audio/wav', 'speech.wav'),
			paper: binary(pdf, 'application/pdf', 'paper.pdf'),
		},
	};

	it('follow the text: images, sounds and documents each in their form', async () => {
		expect(await messagesFor({ attachments: 'photo, speech,paper' }, item)).toEqual([
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'Hello' },
					{ type: 'image_url', image_url: { url: `data:image/png;base64,${photo.toString('base64')}` } },
					{ type: 'input_audio', input_audio: { data: speech.toString('base64'), format: 'wav' } },
					{
						type: 'file',
						file: { filename: 'paper.pdf', file_data: `data:application/pdf;base64,${pdf.toString('base64')}` },
					},
				],
			},
		]);
	});

	it('may be a list from an expression', async () => {
		expect(await messagesFor({ attachments: '={{ ["photo"] }}' }, item)).toMatchObject([
			{ content: [{ type: 'text' }, { type: 'image_url' }] },
		]);
	});

	it('are refused by name where the item has none of that name', async () => {
		const { message, description } = await refusalOf(sandbox.current(), { ...chat, attachments: 'picture' }, item);
		expect(message).toContain("'picture'");
		expect(description).toContain("'photo', 'speech', 'paper'");
	});
});

describe('an answer in JSON is asked for', () => {
	const schema = { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] };
	/** As strict servers want it. */
	const closed = { ...schema, additionalProperties: false };
	const byExample = {
		type: 'object',
		properties: {
			topic: { type: 'string' },
			urgency: { type: 'number' },
			sure: { type: 'boolean' },
			tags: { type: 'array', items: { type: 'string' } },
		},
		required: ['topic', 'urgency', 'sure', 'tags'],
		additionalProperties: false,
	};

	it.each<[string, IDataObject, unknown]>([
		['of any form', { structuredOutput: 'jsonObject' }, { type: 'json_object' }],
		[
			'by a schema',
			{ structuredOutput: 'jsonSchema', jsonSchema: JSON.stringify(schema) },
			{ type: 'json_schema', json_schema: { name: 'answer', schema: closed, strict: true } },
		],
		[
			'by an example',
			{ structuredOutput: 'jsonExample', jsonExample: '{ "topic": "x", "urgency": 3, "sure": true, "tags": ["a"] }' },
			{ type: 'json_schema', json_schema: { name: 'answer', schema: byExample, strict: true } },
		],
		[
			'by the response format, which wins',
			{ structuredOutput: 'jsonObject', parameters: { responseFormat: '{ "type": "text" }' } },
			{ type: 'text' },
		],
		['not at all', {}, undefined],
	])('%s', async (_form, parameters, format) => {
		expect((await bodyFor(parameters)).response_format).toEqual(format);
	});

	it("in TGI's form after it refused OpenAI's, once", async () => {
		const answer = {
			choices: [{ index: 0, message: { role: 'assistant', content: '{"topic":"x"}' }, finish_reason: 'stop' }],
		};
		sandbox.current().respond(({ json }, response) => {
			const isTgi = JSON.stringify(json).includes('"value"');
			response.writeHead(isTgi ? 200 : 422, { 'content-type': isTgi ? 'application/json' : 'text/plain' });
			response.end(
				isTgi
					? JSON.stringify(answer)
					: 'Failed to deserialize the JSON body into the target type: response_format: unknown variant `json_schema`',
			);
			return true;
		});
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/server` };
		const { json } = await runNode({
			parameters: { ...chat, model, structuredOutput: 'jsonSchema', jsonSchema: JSON.stringify(schema) },
		});
		expect(json).toMatchObject([{ parsed: { topic: 'x' } }]);
		expect(sandbox.current().requests.map(({ json: sent }) => (sent as IDataObject).response_format)).toEqual([
			{ type: 'json_schema', json_schema: { name: 'answer', schema: closed, strict: true } },
			{ type: 'json_object', value: closed },
		]);
	});
});

describe('tools', () => {
	it.each([
		['auto', 'auto'],
		[
			'{ "type": "function", "function": { "name": "get_weather" } }',
			{ type: 'function', function: { name: 'get_weather' } },
		],
	])('are chosen by %s', async (toolChoice, sent) => {
		const tools = [{ type: 'function', function: { name: 'get_weather', parameters: {} } }];
		expect(await bodyFor({ parameters: { toolChoice, tools: JSON.stringify(tools) } })).toMatchObject({
			tools,
			tool_choice: sent,
		});
	});
});
