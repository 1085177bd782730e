import { hear } from './transcription';
import { describePicture, mainColours } from './text';
import { lookAt } from '../media/look';
import { replyTo } from './replies';
import { fillSchema } from './schema';
import { lastOf, messagesOf, thisTurn, toolsToCall, type Attachment, type Said } from './chatRequest';
import { fieldsOf, isFields, listOf, numberOf, parseJson, textOf, type Fields } from '../values';
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
	completionTokens: number;
}

function describe({ kind, bytes, url }: Attachment): string {
	if (bytes === undefined) return `${kind} at ${url.slice(0, 80)}`;
	if (kind === 'audio') return `a sound that says "${hear(bytes).text.trim()}"`;
	if (kind === 'image') return describePicture(bytes);
	if (kind === 'video') return `a video of ${bytes.length} bytes`;
	return `a file of ${bytes.length} bytes${bytes.toString('latin1', 0, 4) === '%PDF' ? ' (PDF)' : ''}`;
}

/** The colours of the pictures, for a question about colours. */
function coloursIn({ text, attachments }: Said): string {
	if (!/colou?r/i.test(text)) return '';
	const pictures = attachments.flatMap(({ kind, bytes }) => (kind === 'image' && bytes !== undefined ? [bytes] : []));
	return pictures.map((bytes) => ` Main colours: ${mainColours(bytes).join(', ')}.`).join('');
}

/** The user's name, where the user told it earlier and asks for it now. */
function remembered(messages: readonly Said[]): string {
	if (!/\bmy name\b.*\?|\bwho am i\b/i.test(lastOf(messages).text)) return '';
	const told = messages.map(({ role, text }) =>
		role === 'user' ? /my name is (\p{L}+)/iu.exec(text)?.[1] : undefined,
	);
	const name = told.findLast((found) => found !== undefined);
	return name === undefined ? ' I do not know your name.' : ` Your name is ${name}.`;
}

/** The results of the tools that this turn has called. */
function toolResults(messages: readonly Said[]): string[] {
	return thisTurn(messages).flatMap(({ role, text }) => (role === 'tool' ? [text] : []));
}

function plainReply(messages: readonly Said[]): string {
	const last = lastOf(messages);
	const results = toolResults(messages);
	const answered = `${results.length > 1 ? 'The tools' : 'The tool'} answered: ${results.join('; ')}`;
	const tool = messages.at(-1)?.role === 'tool' ? ` ${answered}` : '';
	const turns = messages.filter(({ role }) => role === 'user').length;
	const turn = turns > 1 ? ` This is turn ${turns} of our conversation.` : '';
	const seen = last.attachments.length > 0 ? ` I see ${last.attachments.map(describe).join('; ')}.` : '';
	return replyTo(last.text) + seen + coloursIn(last) + remembered(messages) + turn + tool;
}

/** LangChain asks for JSON in words, with the schema in the last code block: the schema, and the prompt without those words. */
function promptedSchema(messages: readonly Said[]): { schema: unknown; prompt: string } | undefined {
	const all = messages.map(({ text }) => text).join('\n');
	const block = /must adhere to[^`]*```json\s*([\s\S]*?)```/.exec(all)?.[1];
	const schema = block === undefined ? undefined : parseJson(block);
	const prompt = lastOf(messages).text.split(/You must format your output/)[0] ?? '';
	return isFields(schema) ? { schema, prompt } : undefined;
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
	const prompt = [lastOf(messages).text, ...toolResults(messages)].join('\n');
	return toolsToCall(root, messages).map(({ name, parameters }, place) => ({
		id: `call_${(hash(name + lastOf(messages).text) + place).toString(16)}`,
		type: 'function',
		function: { name, arguments: JSON.stringify(fillSchema(parameters ?? { type: 'object' }, prompt)) },
	}));
}

/** About one token for each word, and never fewer than one for four characters: rough, as for English. */
function countTokens(text: string): number {
	return Math.max(tokensOf(text).length, Math.ceil(text.length / 4));
}

/** A picture's tokens by its size: one for each patch of 28 by 28, as Qwen's models count. */
function pictureTokens({ kind, bytes }: Attachment): number {
	if (kind !== 'image' || bytes === undefined) return Math.ceil((bytes?.length ?? 0) / 1000);
	const { width, height } = lookAt(bytes);
	return Math.ceil(width / 28) * Math.ceil(height / 28);
}

function promptTokensOf(root: Fields, messages: readonly Said[]): number {
	const tools = root.tools === undefined ? 0 : countTokens(JSON.stringify(root.tools));
	const said = messages.map(({ text, attachments }) =>
		attachments.reduce((sum, one) => sum + pictureTokens(one), countTokens(text) + 4),
	);
	return said.reduce((sum, count) => sum + count, 3 + tools);
}

function textReply(root: Fields, messages: readonly Said[]): string {
	const schema = schemaOf(root);
	if (schema !== undefined) return jsonReply(schema, lastOf(messages).text);
	const prompted = promptedSchema(messages);
	if (prompted === undefined) return plainReply(messages);
	return `\`\`\`json\n${jsonReply(prompted.schema, prompted.prompt)}\n\`\`\``;
}

/** The sandbox's answer to a chat request. */
export function chatReply(root: Fields): Reply {
	const messages = messagesOf(root);
	const promptTokens = promptTokensOf(root, messages);
	const toolCalls = callsOf(root, messages);
	const effort = textOf(root.reasoning_effort, 'none');
	const reasoning = effort === 'none' ? '' : `The user wrote: ${lastOf(messages).text.slice(0, 200)}`;
	const thought = reasoning === '' ? 0 : countTokens(reasoning);
	if (toolCalls.length > 0) {
		const completionTokens = thought + countTokens(JSON.stringify(toolCalls.map((call) => call.function)));
		return { pieces: [], reasoning, toolCalls, finish: 'tool_calls', promptTokens, completionTokens };
	}
	const all = tokensOf(cutAtStop(textReply(root, messages), stopsOf(root)));
	const most = numberOf(root.max_tokens, numberOf(root.max_completion_tokens, 1024));
	const pieces = all.slice(0, most);
	return {
		pieces,
		reasoning,
		toolCalls,
		finish: all.length > most ? 'length' : 'stop',
		promptTokens,
		completionTokens: thought + pieces.length,
	};
}
