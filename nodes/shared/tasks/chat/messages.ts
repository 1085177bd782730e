import { invalidInput } from '../../client/errors';
import { InputFile } from '../../client/inputFile';
import { isObject, type JsonObject, type JsonValue } from '../../client/json';
import { DataUrl, type PayloadObject, type PayloadValue } from '../../client/payload';
import type { TaskArguments } from '../task';
import { apiMessages, listedMessages } from './memory';

/** The messages of a chat request, from whichever form the user chose. */
export function messagesOf(values: TaskArguments): PayloadValue[] {
	switch (values.messageInput) {
		case 'rows':
			return asking(rows(values.messageRows));
		case 'json':
			return asking(given(values.messages));
		default:
			return simple(values);
	}
}

function simple({ prompt, systemMessage, history, attachments }: TaskArguments): PayloadValue[] {
	const system: PayloadObject[] = typeof systemMessage === 'string' ? [{ role: 'system', content: systemMessage }] : [];
	const earlier = history === undefined ? [] : written(history, 'History');
	const text = typeof prompt === 'string' ? prompt : '';
	const files = Array.isArray(attachments) ? attachments.filter((file) => file instanceof InputFile) : [];
	const content: PayloadValue = files.length === 0 ? text : [{ type: 'text', text }, ...files.map(attachmentPart)];
	return [...system, ...earlier, { role: 'user', content }];
}

/** A file as a part of a message, in OpenAI's form: by what its bytes are. */
function attachmentPart(file: InputFile): PayloadObject {
	if (file.mediaType.startsWith('image/')) return { type: 'image_url', image_url: { url: new DataUrl(file) } };
	if (file.mediaType.startsWith('audio/'))
		return { type: 'input_audio', input_audio: { data: file, format: audioFormat(file.mediaType) } };
	return {
		type: 'file',
		file: { ...(file.fileName !== undefined && { filename: file.fileName }), file_data: new DataUrl(file) },
	};
}

function audioFormat(mediaType: string): string {
	return mediaType === 'audio/mpeg' ? 'mp3' : mediaType.replace(/^audio\/(x-)?/, '');
}

function rows(value: TaskArguments[string]): JsonObject[] {
	const list = Array.isArray(value) ? value.filter(isObject) : [];
	if (list.length === 0)
		throw invalidInput(
			"'Messages' holds no message",
			"Add a message, or set 'Message Input' to Simple and write a prompt.",
		);
	return list.map(({ role, content }) => ({
		role: role ?? 'user',
		content: typeof content === 'number' || typeof content === 'boolean' ? String(content) : (content ?? ''),
	}));
}

/** @throws {InferenceError} `invalidInput` where there is nothing to answer, as for an empty prompt */
function asking(messages: JsonObject[]): JsonObject[] {
	const last = messages.at(-1);
	if (last === undefined || last.role !== 'user' || last.content !== '') return messages;
	throw invalidInput(
		"The last message of 'Messages' is empty",
		'Write a text into it, or check that its expression gives a value for this item.',
	);
}

/** @throws {InferenceError} `invalidInput` where there is no message at all */
function given(value: TaskArguments[string]): JsonObject[] {
	const messages = written(value, 'Messages');
	if (messages.length > 0) return messages;
	throw invalidInput(
		"'Messages' holds no message",
		'Write at least one message, such as { "role": "user", "content": "Hello" }.',
	);
}

/**
 * The messages of a list, in the API's form.
 * @throws {InferenceError} `invalidInput` for anything else
 */
function written(value: TaskArguments[string], field: string): JsonObject[] {
	const list = listedMessages(value as JsonValue | undefined);
	if (list !== undefined) return list.flatMap(apiMessages);
	throw invalidInput(
		`'${field}' is not a list of messages`,
		'Write a JSON list such as [{ "role": "user", "content": "Hello" }].',
	);
}
