import { isObject, omit, type JsonObject, type JsonValue } from '../../client/json';

/** What n8n's memory nodes and LangChain call the roles of the API. */
const ROLES: Readonly<Record<string, string>> = {
	human: 'user',
	user: 'user',
	ai: 'assistant',
	assistant: 'assistant',
	system: 'system',
	developer: 'developer',
	tool: 'tool',
	function: 'tool',
};
/** What the node's own item holds beside the message. */
const OF_THE_ITEM = ['finish_reason', 'usage', 'model', 'parsed', '_meta'];

/**
 * The messages that a value lists: a list of them, or what the node Chat Memory Manager gives, `{ messages: [...] }`,
 * alone, in a list, or as n8n's items.
 * @returns undefined for anything else
 */
export function listedMessages(value: JsonValue | undefined): JsonObject[] | undefined {
	if (isObject(value)) return Array.isArray(value.messages) ? listedMessages(value.messages) : undefined;
	if (!Array.isArray(value)) return undefined;
	const messages: JsonObject[] = [];
	for (const entry of value) {
		const one = isObject(entry) && isObject(entry.json) && roleIn(entry) === undefined ? entry.json : entry;
		if (!isObject(one)) return undefined;
		const grouped = roleIn(one) === undefined && Array.isArray(one.messages) ? listedMessages(one.messages) : [one];
		if (grouped === undefined) return undefined;
		messages.push(...grouped);
	}
	return messages;
}

/**
 * One entry of a list of messages in the API's form. An entry of Chat Memory Manager holds several, as `{ human, ai }`.
 * Source: `simplifyMessages` in n8n's MemoryManager, and LangChain's `toJSON` and stored messages.
 */
export function apiMessages(entry: JsonObject): JsonObject[] {
	const kwargs = langChainMessage(entry);
	if (kwargs !== undefined) return [fromLangChain(kwargs)];
	const keys = Object.keys(entry);
	if (keys.length > 0 && keys.every((key) => Object.hasOwn(ROLES, key)))
		return keys.flatMap((key) => simplified(ROLES[key] ?? key, entry[key] ?? ''));
	return [inText(entry.finish_reason === undefined ? entry : omit(entry, ...OF_THE_ITEM))];
}

/** Empty messages are those that called a tool. A result without the id of its call is refused as one of a tool. */
function simplified(role: string, content: JsonValue): JsonObject[] {
	const said = partsOf(content);
	if (said === '' || (Array.isArray(said) && said.length === 0)) return [];
	if (role !== 'tool') return [{ role, content: said }];
	return [
		{ role: 'assistant', content: `Result of a tool: ${typeof said === 'string' ? said : JSON.stringify(said)}` },
	];
}

/** The keys of a LangChain message, with its role among them, in whichever form it was stored. */
function langChainMessage(entry: JsonObject): JsonObject | undefined {
	if (entry.lc !== undefined && Array.isArray(entry.id) && isObject(entry.kwargs)) {
		const kind = String(entry.id.at(-1)).replace(/Message(Chunk)?$/, '');
		return { ...entry.kwargs, role: ROLES[kind.toLowerCase()] ?? entry.kwargs.role ?? 'user' };
	}
	const { type } = entry;
	const role = typeof type === 'string' && Object.hasOwn(ROLES, type) ? ROLES[type] : undefined;
	if (role === undefined || roleIn(entry) !== undefined) return undefined;
	if (isObject(entry.data)) return { ...entry.data, role };
	if (entry.content === undefined && entry.message === undefined) return undefined;
	return { ...entry, content: entry.content ?? entry.message ?? '', role };
}

function fromLangChain({
	role,
	content = '',
	tool_call_id,
	tool_calls,
	additional_kwargs,
	name,
}: JsonObject): JsonObject {
	const more = isObject(additional_kwargs) ? additional_kwargs : {};
	const called = Array.isArray(tool_calls) && tool_calls.length > 0 ? tool_calls : more.tool_calls;
	const calls = Array.isArray(called) ? called.filter(isObject).map(toCall) : [];
	return inText({
		role: role ?? 'user',
		content: partsOf(content),
		...(typeof name === 'string' && name !== '' && { name }),
		...(role === 'assistant' && calls.length > 0 && { tool_calls: calls }),
		...(role === 'tool' && typeof tool_call_id === 'string' && { tool_call_id }),
	});
}

function toCall(call: JsonObject): JsonObject {
	if (isObject(call.function)) return call;
	return {
		...(call.id !== undefined && { id: call.id }),
		type: 'function',
		function: { name: call.name ?? '', arguments: call.args ?? {} },
	};
}

/** Parts of a content in the API's form; calls of tools stand beside the content there. */
function partsOf(content: JsonValue): JsonValue {
	if (!Array.isArray(content)) return content;
	const parts = content.filter((part) => !isObject(part) || part.type !== 'tool_use').map(toPart);
	const texts = parts.map((part) => (isObject(part) && part.type === 'text' ? part.text : undefined));
	return texts.every((text) => typeof text === 'string') ? texts.join('') : parts;
}

function toPart(part: JsonValue): JsonValue {
	if (typeof part === 'string') return { type: 'text', text: part };
	if (!isObject(part) || typeof part.image_url !== 'string') return part;
	return { ...part, image_url: { url: part.image_url } };
}

/** The API takes the arguments of calls, and the results of tools, as JSON text: strict servers refuse objects. */
function inText(message: JsonObject): JsonObject {
	const { tool_calls: calls, function_call: call, content } = message;
	const isResult = (message.role === 'tool' || message.role === 'function') && isObject(content);
	return {
		...message,
		...(Array.isArray(calls) && { tool_calls: calls.map((one) => withTextArguments(one)) }),
		...(isObject(call) && { function_call: argumentsInText(call) }),
		...(isResult && { content: JSON.stringify(content) }),
	};
}

function withTextArguments(call: JsonValue): JsonValue {
	return isObject(call) && isObject(call.function) ? { ...call, function: argumentsInText(call.function) } : call;
}

function argumentsInText(called: JsonObject): JsonObject {
	const { arguments: given } = called;
	return given === undefined || typeof given === 'string' ? called : { ...called, arguments: JSON.stringify(given) };
}

function roleIn({ role }: JsonObject): JsonValue | undefined {
	return role ?? undefined;
}
