import { fileIn } from '../media/sniff';
import { fieldsOf, isFields, listOf, textOf, type Fields } from '../values';
import { wordsOf } from '../words';

export interface Attachment {
	kind: 'image' | 'audio' | 'file';
	bytes?: Buffer;
	url: string;
}

export interface Said {
	role: string;
	text: string;
	attachments: Attachment[];
}

function fromDataUrl(url: string): Buffer | undefined {
	return url.startsWith('data:') ? fileIn(url.slice(url.indexOf(',') + 1)) : undefined;
}

function attachmentOf(part: Fields): Attachment | undefined {
	if (part.type === 'image_url') {
		const url = textOf(fieldsOf(part.image_url).url);
		return { kind: 'image', url, bytes: fromDataUrl(url) };
	}
	if (part.type === 'input_audio') return { kind: 'audio', url: '', bytes: fileIn(fieldsOf(part.input_audio).data) };
	if (part.type === 'file') {
		const url = textOf(fieldsOf(part.file).file_data);
		return { kind: 'file', url, bytes: Buffer.from(url.slice(url.indexOf(',') + 1), 'base64') };
	}
	return undefined;
}

function read(message: unknown): Said {
	const { role, content } = fieldsOf(message);
	if (!Array.isArray(content)) return { role: textOf(role), text: textOf(content), attachments: [] };
	const parts = content.filter(isFields);
	const text = parts
		.map((part) => textOf(part.text))
		.filter(Boolean)
		.join('\n');
	const attachments = parts.flatMap((part) => attachmentOf(part) ?? []);
	return { role: textOf(role), text, attachments };
}

/** The messages of a chat request, each with its text and its attachments. */
export function messagesOf(root: Fields): Said[] {
	return listOf(root.messages).map(read);
}

/** The last thing that the user said. */
export function lastOf(messages: readonly Said[], role = 'user'): Said {
	return messages.findLast((message) => message.role === role) ?? { role, text: '', attachments: [] };
}

interface Tool {
	name: string;
	parameters: unknown;
}

function toolsOf(root: Fields): Tool[] {
	return listOf(root.tools).map((tool) => {
		const { name, parameters } = fieldsOf(fieldsOf(tool).function);
		return { name: textOf(name), parameters };
	});
}

function isMentioned(tool: Tool, prompt: string): boolean {
	const words = wordsOf(prompt);
	return prompt.includes(tool.name) || wordsOf(tool.name.replace(/_/g, ' ')).every((word) => words.includes(word));
}

/** The tools to call: those that the prompt names, or the first where one is required; none once a tool has answered. */
export function toolsToCall(root: Fields, messages: readonly Said[]): Tool[] {
	const tools = toolsOf(root);
	const choice = root.tool_choice;
	if (tools.length === 0 || choice === 'none' || messages.at(-1)?.role === 'tool') return [];
	const named = textOf(fieldsOf(fieldsOf(choice).function).name, typeof choice === 'string' ? choice : '');
	const chosen = tools.filter((tool) => tool.name === named);
	if (chosen.length > 0) return chosen;
	const mentioned = tools.filter((tool) => isMentioned(tool, lastOf(messages).text));
	if (mentioned.length > 0) return mentioned;
	return choice === 'required' ? tools.slice(0, 1) : [];
}
