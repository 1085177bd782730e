import { fileIn } from '../media/sniff';
import { fieldsOf, isFields, listOf, textOf, type Fields } from '../values';
import { wordsOf } from '../words';

export interface Attachment {
	kind: 'image' | 'audio' | 'video' | 'file';
	bytes?: Buffer;
	url: string;
}

export interface Said {
	role: string;
	text: string;
	attachments: Attachment[];
	/** Names of the tools that an assistant's message calls. */
	called: string[];
}

function fromDataUrl(url: string): Buffer | undefined {
	return url.startsWith('data:') ? fileIn(url.slice(url.indexOf(',') + 1)) : undefined;
}

function attachmentOf(part: Fields): Attachment | undefined {
	if (part.type === 'image_url') {
		const url = textOf(fieldsOf(part.image_url).url);
		return { kind: 'image', url, bytes: fromDataUrl(url) };
	}
	if (part.type === 'video_url') {
		const url = textOf(fieldsOf(part.video_url).url);
		return { kind: 'video', url, bytes: fromDataUrl(url) };
	}
	if (part.type === 'input_audio') return { kind: 'audio', url: '', bytes: fileIn(fieldsOf(part.input_audio).data) };
	if (part.type === 'file') {
		const url = textOf(fieldsOf(part.file).file_data);
		return { kind: 'file', url, bytes: Buffer.from(url.slice(url.indexOf(',') + 1), 'base64') };
	}
	return undefined;
}

function read(message: unknown): Said {
	const { role, content, tool_calls: calls } = fieldsOf(message);
	const called = listOf(calls).map((call) => textOf(fieldsOf(fieldsOf(call).function).name));
	if (!Array.isArray(content)) return { role: textOf(role), text: textOf(content), attachments: [], called };
	const parts = content.filter(isFields);
	const text = parts
		.map((part) => textOf(part.text))
		.filter(Boolean)
		.join('\n');
	const attachments = parts.flatMap((part) => attachmentOf(part) ?? []);
	return { role: textOf(role), text, attachments, called };
}

/** The messages of a chat request, each with its text and its attachments. */
export function messagesOf(root: Fields): Said[] {
	return listOf(root.messages).map(read);
}

/** The user's last message. */
export function lastOf(messages: readonly Said[], role = 'user'): Said {
	return messages.findLast((message) => message.role === role) ?? { role, text: '', attachments: [], called: [] };
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

/** Where a prompt first mentions a tool: by its name, or by the name's first word. */
function placeOf({ name }: Tool, prompt: string): number {
	const text = prompt.toLowerCase();
	const whole = text.indexOf(name.toLowerCase());
	return whole >= 0 ? whole : text.indexOf(wordsOf(name.replace(/_/g, ' '))[0] ?? name);
}

/** "first ..., then ...": one tool a round, in the order of the words. */
const IN_STEPS = /\b(then|afterwards|after that|one after the other|step by step)\b/i;
/** n8n's agents answer by this tool where an output parser is connected. */
const FINAL_TOOL = /^format_final/;

/** The messages since the user's last one: earlier rounds of this turn. */
export function thisTurn(messages: readonly Said[]): readonly Said[] {
	return messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);
}

/** Tools that the prompt mentions and that this turn has not called, in the prompt's order. */
function openTools(tools: readonly Tool[], messages: readonly Said[]): Tool[] {
	const prompt = lastOf(messages).text;
	const called = thisTurn(messages).flatMap((message) => message.called);
	// A client that leaves out the calls of its earlier round would be asked for them forever.
	if (called.length === 0 && messages.at(-1)?.role === 'tool') return [];
	const open = tools.filter((tool) => !called.includes(tool.name) && isMentioned(tool, prompt));
	return open.sort((left, right) => placeOf(left, prompt) - placeOf(right, prompt));
}

/** The tools that `tool_choice` asks for; none after a tool has answered, or a forced call would never end. */
function forcedTools(root: Fields, tools: readonly Tool[]): Tool[] {
	const choice = root.tool_choice;
	const named = textOf(fieldsOf(fieldsOf(choice).function).name, typeof choice === 'string' ? choice : '');
	return tools.filter((tool) => tool.name === named);
}

/**
 * The tools to call in this round. In steps where the prompt says "then": the next one each round. Otherwise all at once
 * in the first round, unless `parallel_tool_calls` is false. The last round answers, or calls n8n's final tool.
 */
export function toolsToCall(root: Fields, messages: readonly Said[]): Tool[] {
	const tools = toolsOf(root);
	if (tools.length === 0 || root.tool_choice === 'none') return [];
	const hasAnswers = messages.at(-1)?.role === 'tool';
	const forced = hasAnswers ? [] : forcedTools(root, tools);
	if (forced.length > 0) return forced;
	const isOneByOne = IN_STEPS.test(lastOf(messages).text) || root.parallel_tool_calls === false;
	const open = openTools(tools, messages);
	if (open.length > 0) return isOneByOne ? open.slice(0, 1) : open;
	const final = tools.filter(({ name }) => FINAL_TOOL.test(name));
	if (final.length > 0) return final;
	return root.tool_choice === 'required' && !hasAnswers ? tools.slice(0, 1) : [];
}
