import type { Message } from '@n8n/ai-node-sdk';
import { toOpenAi } from '../../../nodes/HuggingFaceChatModel/messages';

const PICTURE = { type: 'file' as const, mediaType: 'image/png', data: 'AAAA' };

test.each<[string, Message, unknown[]]>([
	[
		'a system message',
		{ role: 'system', content: [{ type: 'text', text: 'Be kind' }] },
		[{ role: 'system', content: 'Be kind' }],
	],
	[
		'texts of a user in one text',
		{
			role: 'user',
			content: [
				{ type: 'text', text: 'one' },
				{ type: 'text', text: 'two' },
			],
		},
		[{ role: 'user', content: 'one\ntwo' }],
	],
	['an empty message, which is left out', { role: 'user', content: [{ type: 'text', text: '' }] }, []],
	[
		'an assistant without text, who is left out',
		{ role: 'assistant', content: [{ type: 'reasoning', text: 'hm' }] },
		[],
	],
	[
		'calls of tools, without a text',
		{
			role: 'assistant',
			content: [
				{ type: 'tool-call', toolCallId: '1', toolName: 'a', input: '{"x":1}' },
				{ type: 'tool-call', toolCallId: '2', toolName: 'b', input: '{}' },
			],
		},
		[
			{
				role: 'assistant',
				content: null,
				tool_calls: [
					{ id: '1', type: 'function', function: { name: 'a', arguments: '{"x":1}' } },
					{ id: '2', type: 'function', function: { name: 'b', arguments: '{}' } },
				],
			},
		],
	],
	[
		'a text beside a call',
		{
			role: 'assistant',
			content: [
				{ type: 'text', text: 'wait' },
				{ type: 'tool-call', toolCallId: '1', toolName: 'a', input: '{}' },
			],
		},
		[
			{
				role: 'assistant',
				content: 'wait',
				tool_calls: [{ id: '1', type: 'function', function: { name: 'a', arguments: '{}' } }],
			},
		],
	],
	[
		'results of tools, each in a message of its own',
		{
			role: 'tool',
			content: [
				{ type: 'tool-result', toolCallId: '1', result: 'sunny' },
				{
					type: 'tool-result',
					toolCallId: '2',
					result: [
						{ type: 'text', text: 'a' },
						{ type: 'text', text: 'b' },
					],
				},
				{ type: 'tool-result', toolCallId: '3', result: { degrees: 20 } },
			],
		},
		[
			{ role: 'tool', tool_call_id: '1', content: 'sunny' },
			{ role: 'tool', tool_call_id: '2', content: 'a\nb' },
			{ role: 'tool', tool_call_id: '3', content: '{"degrees":20}' },
		],
	],
	[
		'a picture after its question',
		{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, PICTURE] },
		[
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'What is this?' },
					{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
				],
			},
		],
	],
	[
		'a picture alone',
		{ role: 'user', content: [PICTURE] },
		[{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }],
	],
	[
		'a PDF with its name',
		{
			role: 'user',
			content: [
				{ type: 'file', mediaType: 'application/pdf', data: 'AAAA', providerMetadata: { filename: 'bill.pdf' } },
			],
		},
		[
			{
				role: 'user',
				content: [{ type: 'file', file: { filename: 'bill.pdf', file_data: 'data:application/pdf;base64,AAAA' } }],
			},
		],
	],
	[
		'sound, given as bytes',
		{ role: 'user', content: [{ type: 'file', mediaType: 'audio/mpeg', data: Buffer.from('hi') }] },
		[{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'aGk=', format: 'mp3' } }] }],
	],
])('%s', (_name, message, expected) => expect(toOpenAi([message])).toEqual(expected));

test('a picture by its address', () => {
	const part = { type: 'file', providerMetadata: { url: 'https://host.example/a.png' } } as never;
	expect(toOpenAi([{ role: 'user', content: [part] }])).toEqual([
		{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://host.example/a.png' } }] },
	]);
});
