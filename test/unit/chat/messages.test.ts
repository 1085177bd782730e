import type { JsonValue } from '../../../nodes/shared/client/json';
import { InferenceError } from '../../../nodes/shared/client/errors';
import { messagesOf } from '../../../nodes/shared/tasks/chat/messages';

const withHistory = (history: JsonValue) =>
	messagesOf({ messageInput: 'simple', prompt: 'Now?', history }).slice(0, -1);
const asMessages = (messages: JsonValue) => messagesOf({ messageInput: 'json', messages });
const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });

describe('H1: a history without messages', () => {
	it.each<[string, JsonValue]>([
		['an empty list', []],
		['the item of a memory', { messages: [], messagesCount: 0 }],
		['the items of a memory', [{ messages: [], messagesCount: 0 }]],
	])('is no earlier message: %s', (_form, history) => {
		expect(withHistory(history)).toEqual([]);
	});

	it.each<JsonValue>([[], {}, 'Hello', ['Hello'], [{ messages: ['Hello'] }]])(
		'is an error as Messages, and so is what lists none: %j',
		(messages) => {
			expect(() => asMessages(messages)).toThrow(InferenceError);
		},
	);
});

describe('H2: messages in the forms of n8n and LangChain', () => {
	const both = [user('Hi'), assistant('Hello')];
	const lc = (kind: string, kwargs: object) => ({
		lc: 1,
		type: 'constructor',
		id: ['langchain_core', 'messages', kind],
		kwargs,
	});

	it.each<[string, JsonValue]>([
		['Chat Memory Manager, simplified', [{ human: 'Hi', ai: 'Hello' }]],
		['Chat Memory Manager, in one item', { messages: [{ human: 'Hi', ai: 'Hello' }], messagesCount: 1 }],
		['Chat Memory Manager, as items', [{ json: { messages: [{ human: 'Hi', ai: 'Hello' }] } }]],
		['LangChain', [lc('HumanMessage', { content: 'Hi' }), lc('AIMessage', { content: 'Hello' })] as never],
		[
			'LangChain, in pieces',
			[
				lc('HumanMessageChunk', { content: 'Hi' }),
				lc('AIMessageChunk', { content: [{ type: 'text', text: 'Hello' }] }),
			] as never,
		],
		[
			'LangChain, stored',
			[
				{ type: 'human', data: { content: 'Hi' } },
				{ type: 'ai', data: { content: 'Hello' } },
			],
		],
		[
			'LangChain, flat',
			[
				{ type: 'human', content: 'Hi' },
				{ type: 'ai', content: 'Hello', additional_kwargs: {} },
			],
		],
		[
			'Chat Memory Manager, to insert',
			[
				{ type: 'user', message: 'Hi' },
				{ type: 'ai', message: 'Hello' },
			],
		],
		['the API', both],
	])('are understood: %s', (_form, history) => {
		expect(withHistory(history)).toEqual(both);
		expect(asMessages(history)).toEqual(both);
	});

	it('keep system messages, calls of tools and their results', () => {
		const called = { id: 'c1', name: 'f', args: { a: 1 }, type: 'tool_call' };
		expect(
			withHistory([
				{ system: 'Be brief' },
				lc('AIMessage', { content: [{ type: 'tool_use', id: 'c1' }], tool_calls: [called] }),
				lc('ToolMessage', { content: '20', tool_call_id: 'c1', name: 'f' }),
			] as never),
		).toEqual([
			{ role: 'system', content: 'Be brief' },
			{
				role: 'assistant',
				content: '',
				tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
			},
			{ role: 'tool', content: '20', tool_call_id: 'c1', name: 'f' },
		]);
	});

	it('keep pictures, and what a tool said', () => {
		const url = 'data:image/png;base64,AAAA';
		expect(withHistory([{ human: [{ type: 'image_url', image_url: url }], ai: '', tool: '20' }])).toEqual([
			{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] },
			{ role: 'assistant', content: 'Result of a tool: 20' },
		]);
	});
});

describe('D9: messages that hold objects where the API has JSON text', () => {
	const call = (args: unknown) => ({ id: 'c1', type: 'function', function: { name: 'f', arguments: args } });

	it("takes the node's own calls, in History and in Messages", () => {
		const given = { role: 'assistant', content: null, tool_calls: [call({ a: 1 })] } as never;
		const wire = { role: 'assistant', content: null, tool_calls: [call('{"a":1}')] };
		expect(withHistory([given])).toEqual([wire]);
		expect(asMessages([given])).toEqual([wire]);
	});

	it("takes the node's own item, without what is no part of a message", () => {
		const own = {
			content: 'Hi',
			role: 'assistant',
			finish_reason: 'stop',
			usage: { total_tokens: 1 },
			model: 'm',
			parsed: {},
		};
		expect(withHistory([own])).toEqual([assistant('Hi')]);
	});

	it('takes the result of a tool, and a call in the older form', () => {
		expect(
			withHistory([
				{ role: 'assistant', content: null, function_call: { name: 'f', arguments: { a: 1 } } },
				{ role: 'tool', tool_call_id: 'c1', content: { temperature: 20 } },
			]),
		).toEqual([
			{ role: 'assistant', content: null, function_call: { name: 'f', arguments: '{"a":1}' } },
			{ role: 'tool', tool_call_id: 'c1', content: '{"temperature":20}' },
		]);
	});

	it('leaves text as it is', () => {
		const given = { role: 'assistant', content: null, tool_calls: [call('{"a": 1}')] } as never;
		expect(withHistory([given])).toEqual([given]);
	});
});
