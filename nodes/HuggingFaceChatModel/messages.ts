import type { ContentFile, Message, MessageContent } from '@n8n/ai-node-sdk';
import type { JsonObject } from '../shared/client/json';

/**
 * n8n's messages as OpenAI's protocol has them. Messages without content are left out: servers refuse them.
 * A result of a tool is a message of its own.
 */
export function toOpenAi(messages: readonly Message[]): JsonObject[] {
	return messages.flatMap(({ role, content }): JsonObject[] => {
		switch (role) {
			case 'assistant':
				return assistant(content);
			case 'tool':
				return content.flatMap(toolResult);
			case 'system':
				return said('system', textOf(content));
			default:
				return user(content);
		}
	});
}

function said(role: string, content: string): JsonObject[] {
	return content === '' ? [] : [{ role, content }];
}

function textOf(content: readonly MessageContent[]): string {
	return content.flatMap((part) => (part.type === 'text' && part.text !== '' ? [part.text] : [])).join('\n');
}

/** Text alone goes as a text: chat templates of models without vision take no lists. */
function user(content: readonly MessageContent[]): JsonObject[] {
	const files = content.flatMap((part) => (part.type === 'file' ? [filePart(part)] : []));
	const text = textOf(content);
	if (files.length === 0) return said('user', text);
	return [{ role: 'user', content: [...(text === '' ? [] : [{ type: 'text', text }]), ...files] }];
}

/** A message that only calls tools has the content null. Reasoning does not go back. */
function assistant(content: readonly MessageContent[]): JsonObject[] {
	const text = textOf(content);
	const calls = content.flatMap((part): JsonObject[] => {
		if (part.type !== 'tool-call') return [];
		const { toolCallId = '', toolName, input } = part;
		return [{ id: toolCallId, type: 'function', function: { name: toolName, arguments: input } }];
	});
	if (calls.length === 0) return said('assistant', text);
	return [{ role: 'assistant', content: text === '' ? null : text, tool_calls: calls }];
}

function toolResult(part: MessageContent): JsonObject[] {
	if (part.type !== 'tool-result') return [];
	return [{ role: 'tool', tool_call_id: part.toolCallId, content: resultText(part.result) }];
}

/** Parts of text are joined; anything else goes as JSON. */
function resultText(result: unknown): string {
	if (typeof result === 'string') return result;
	const isText = (part: unknown): part is { text: string } =>
		typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string';
	if (Array.isArray(result) && result.every(isText)) return result.map(({ text }) => text).join('\n');
	return JSON.stringify(result) ?? '';
}

/** Pictures, sound and other files, each in the part that OpenAI's protocol has for it. */
function filePart({ mediaType = '', data, providerMetadata: about = {} }: ContentFile): JsonObject {
	const base64 = typeof data === 'string' || data === undefined ? data : Buffer.from(data).toString('base64');
	const [kind = '', format = ''] = mediaType.split('/');
	const url =
		base64 === undefined ? String(about.url ?? '') : `data:${mediaType || 'application/octet-stream'};base64,${base64}`;
	if (kind === 'image' || base64 === undefined) return { type: 'image_url', image_url: { url } };
	if (kind === 'audio')
		return { type: 'input_audio', input_audio: { data: base64, format: format === 'mpeg' ? 'mp3' : format } };
	if (kind === 'video') return { type: 'video_url', video_url: { url } };
	const name = about.filename ?? about.fileName ?? about.name;
	return { type: 'file', file: { filename: typeof name === 'string' ? name : `file.${format}`, file_data: url } };
}
