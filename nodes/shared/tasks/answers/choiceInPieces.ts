import { isObject, omit, type JsonObject, type JsonValue } from '../../client/json';
import { AnswerPieces } from '../chat/reasoning';
import { contentOf, isText } from './content';
import { ToolCalls, callsIn, joinArguments } from './toolCalls';

/** What one event adds to a choice. */
export interface Piece {
	readonly text: string;
	readonly reasoning: string;
	readonly isToken: boolean;
}

const CHOICE_KEYS = ['index', 'delta', 'message', 'text', 'finish_reason', 'error'];
const KNOWN_KEYS = ['role', 'content', 'tool_calls'];
/** Keys whose texts come in pieces. */
const GROWING = ['reasoning_content', 'reasoning', 'refusal', 'data', 'transcript', 'content'];

/** One of the answers of a streamed chat, put together from its pieces. */
export class ChoiceInPieces {
	finish?: string;
	private role = 'assistant';
	private content = '';
	private readonly others: JsonValue[] = [];
	private readonly calls = new ToolCalls();
	private readonly split = new AnswerPieces();
	/** Further keys of the message, and of the choice. */
	private readonly message: JsonObject = {};
	private readonly beside: JsonObject = {};
	private hasDeltas = false;

	get toolCalls(): readonly JsonObject[] {
		return this.calls.list();
	}

	get hasOutput(): boolean {
		return this.content !== '' || this.others.length > 0 || !this.calls.isEmpty || Object.keys(this.message).length > 0;
	}

	/** @returns undefined where the piece holds neither a part of the answer nor the reason of its end */
	take(choice: JsonObject): Piece | undefined {
		const { delta, message, text, finish_reason } = choice;
		// Some servers say it is empty while there is more to come.
		if (isText(finish_reason)) this.finish = finish_reason;
		merge(this.beside, omit(choice, ...CHOICE_KEYS));
		if (isObject(delta)) {
			this.hasDeltas = true;
			return this.takeMessage(delta);
		}
		if (isObject(message)) return this.takeMessage(this.hasDeltas ? this.remainder(message) : message);
		if (typeof text === 'string') return this.takeMessage({ content: text });
		return isText(finish_reason) || delta === null || message === null ? NOTHING : undefined;
	}

	/** What is held back when the stream is over. */
	end(): Piece {
		return { ...this.split.end(), isToken: false };
	}

	/** The text without its reasoning, where none of it was passed on. */
	allText(): string {
		const split = new AnswerPieces();
		return split.next(this.content).text + split.end().text;
	}

	whole(index: number): JsonObject {
		const calls = this.calls.list();
		// As in an answer that comes at once.
		const text = calls.length > 0 && this.content === '' ? null : this.content;
		const parts = text ? [{ type: 'text', text }, ...this.others] : this.others;
		const message: JsonObject = {
			role: this.role,
			content: this.others.length > 0 ? parts : text,
			...this.message,
			...(calls.length > 0 && { tool_calls: calls }),
		};
		return { index, message, finish_reason: this.finish ?? null, ...this.beside };
	}

	private takeMessage(message: JsonObject): Piece {
		if (isText(message.role)) this.role = message.role;
		const { text = '', reasoning, others } = contentOf(message.content);
		this.content += text;
		this.others.push(...others);
		const calls = callsIn(message.tool_calls);
		for (const call of calls) this.calls.add(call);
		const more = omit(message, ...KNOWN_KEYS);
		merge(this.message, more);
		if (reasoning !== '') merge(this.message, { reasoning_content: reasoning });
		const thought = reasoning + [more.reasoning_content ?? more.reasoning].filter(isText).join('');
		const said = this.split.next(text);
		const isToken =
			text !== '' || thought !== '' || others.length > 0 || calls.length > 0 || !Object.values(more).every(isNothing);
		return { text: said.text, reasoning: thought + said.reasoning, isToken };
	}

	/** After pieces some servers send the message as a whole: what came already is no piece of it. */
	private remainder(message: JsonObject): JsonObject {
		const { text = '' } = contentOf(message.content);
		const isRepeated = text.startsWith(this.content);
		const known = Object.keys(this.message);
		return {
			...omit(message, 'content', ...known, ...(this.calls.isEmpty ? [] : ['tool_calls'])),
			...(isRepeated && { content: text.slice(this.content.length) }),
		};
	}
}

const NOTHING: Piece = { text: '', reasoning: '', isToken: false };

function isNothing(value: JsonValue): boolean {
	return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Adds the keys of a piece: texts and lists that come in pieces grow, anything else is replaced. */
function merge(whole: JsonObject, piece: JsonObject): void {
	for (const [key, value] of Object.entries(piece)) {
		if (key === '__proto__') continue;
		const before = Object.hasOwn(whole, key) ? whole[key] : undefined;
		if (isNothing(value)) continue;
		if (key === 'arguments') whole[key] = joinArguments(before, value) ?? value;
		else if (GROWING.includes(key) && typeof value === 'string' && typeof before === 'string')
			whole[key] = before + value;
		else if (Array.isArray(value)) grow(whole, key, value);
		else if (isObject(value)) {
			const inner: JsonObject = isObject(before) ? before : {};
			merge(inner, value);
			if (Object.keys(inner).length > 0) whole[key] = inner;
		} else whole[key] = value;
	}
}

/** Copying the list for each piece would take quadratic time. */
function grow(whole: JsonObject, key: string, more: readonly JsonValue[]): void {
	const before = whole[key];
	if (!Array.isArray(before)) whole[key] = [...more];
	else for (const entry of more) before.push(entry);
}
