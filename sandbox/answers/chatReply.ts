import { hear } from './transcription';
import { describePicture } from './text';
import { replyTo } from './replies';
import { fillSchema } from './schema';
import { lastOf, messagesOf, toolsToCall, type Attachment, type Said } from './chatRequest';
import { fieldsOf, isFields, listOf, numberOf, textOf, type Fields } from '../values';
import { hash, tokensOf } from '../words';

export interface ToolCall {
	id: string;
	type: 'function';
	function: { name: string; arguments: string };
}

export interface Reply {
	pieces: string[];
	reasoning: string;
	toolCalls: ToolCall[];
	finish: 'stop' | 'length' | 'tool_calls';
	promptTokens: number;
}

function describe({ kind, bytes, url }: Attachment): string {
	if (bytes === undefined) return `${kind} at ${url.slice(0, 80)}`;
	if (kind === 'audio') return `a sound that says "${hear(bytes).text.trim()}"`;
	return kind === 'image' ? describePicture(bytes) : `a file of ${bytes.length} bytes`;
}

function plainReply(messages: readonly Said[]): string {
	const last = lastOf(messages);
	const tool = messages.at(-1)?.role === 'tool' ? ` The tool answered: ${messages.at(-1)?.text ?? ''}` : '';
	const turns = messages.filter(({ role }) => role === 'user').length;
	const turn = turns > 1 ? ` This is turn ${turns} of our conversation.` : '';
	const seen = last.attachments.length > 0 ? ` I see ${last.attachments.map(describe).join('; ')}.` : '';
	return replyTo(last.text) + seen + turn + tool;
}

/** The schema that an answer must have, in OpenAI's form, in TGI's, or in a provider's own. */
function schemaOf(root: Fields): unknown {
	const format = fieldsOf(root.response_format);
	if (format.type === 'json_schema') return fieldsOf(format.json_schema).schema ?? format.schema ?? {};
	if (format.type === 'json_object') return format.value ?? format.schema ?? {};
	return undefined;
}

function jsonReply(schema: unknown, prompt: string): string {
	const hasShape = isFields(schema) && Object.keys(schema).length > 0;
	const value = hasShape ? fillSchema(schema, prompt) : { answer: replyTo(prompt), words: tokensOf(prompt).length };
	return JSON.stringify(value);
}

function stopsOf(root: Fields): string[] {
	return typeof root.stop === 'string' ? [root.stop] : listOf(root.stop).map(String);
}

/** The text before the first stop word: OpenAI's protocol leaves the stop word out. */
function cutAtStop(text: string, stops: readonly string[]): string {
	const places = stops
		.filter(Boolean)
		.map((stop) => text.indexOf(stop))
		.filter((place) => place >= 0);
	return places.length === 0 ? text : text.slice(0, Math.min(...places));
}

function callsOf(root: Fields, messages: readonly Said[]): ToolCall[] {
	return toolsToCall(root, messages).map(({ name, parameters }, place) => ({
		id: `call_${(hash(name + lastOf(messages).text) + place).toString(16)}`,
		type: 'function',
		function: { name, arguments: JSON.stringify(fillSchema(parameters ?? { type: 'object' }, lastOf(messages).text)) },
	}));
}

/** What the sandbox answers to a chat request. */
export function chatReply(root: Fields): Reply {
	const messages = messagesOf(root);
	const promptTokens = messages.reduce((sum, { text }) => sum + tokensOf(text).length + 4, 3);
	const toolCalls = callsOf(root, messages);
	const effort = textOf(root.reasoning_effort, 'none');
	const reasoning = effort === 'none' ? '' : `The user wrote: ${lastOf(messages).text.slice(0, 200)}`;
	if (toolCalls.length > 0) return { pieces: [], reasoning, toolCalls, finish: 'tool_calls', promptTokens };
	const schema = schemaOf(root);
	const text = schema === undefined ? plainReply(messages) : jsonReply(schema, lastOf(messages).text);
	const all = tokensOf(cutAtStop(text, stopsOf(root)));
	const most = numberOf(root.max_tokens, numberOf(root.max_completion_tokens, 1024));
	return {
		pieces: all.slice(0, most),
		reasoning,
		toolCalls,
		finish: all.length > most ? 'length' : 'stop',
		promptTokens,
	};
}
