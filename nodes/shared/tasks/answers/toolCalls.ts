import { isObject, jsonIn, omit, parseJson, type JsonObject, type JsonValue } from '../../client/json';
import { withoutNulls } from './shapes';
import { isText } from './content';

/** The calls of tools in a message. TGI sends one as an object, without a list around it. */
export function callsIn(calls: JsonValue | undefined): JsonObject[] {
	if (isObject(calls)) return [calls];
	return Array.isArray(calls) ? calls.filter(isObject) : [];
}

/** The same call with its arguments parsed; text that is no JSON stays as it is. */
export function withParsedArguments(call: JsonObject): JsonObject {
	if (!isObject(call.function) || typeof call.function.arguments !== 'string') return call;
	try {
		return { ...call, function: { ...call.function, arguments: parseJson(call.function.arguments) } };
	} catch {
		return call;
	}
}

interface OpenCall {
	readonly index?: number;
	readonly call: JsonObject;
}

/** Puts the calls of tools together from the pieces of a stream. */
export class ToolCalls {
	private readonly open: OpenCall[] = [];

	get isEmpty(): boolean {
		return this.open.length === 0;
	}

	list(): JsonObject[] {
		return this.open.map(({ call }) => call);
	}

	/**
	 * Takes a piece: a new id starts a call, and so does a name after arguments that are whole. A piece continues the
	 * call of its id, else the last one of its index, else the last one.
	 */
	add(piece: JsonObject): void {
		const index = typeof piece.index === 'number' ? piece.index : undefined;
		const known = this.callOf(piece, index);
		if (known !== undefined) addTo(known, piece);
		else this.open.push({ index, call: withoutNulls(omit(piece, 'index')) });
	}

	private callOf(piece: JsonObject, index: number | undefined): JsonObject | undefined {
		const name = isObject(piece.function) && isText(piece.function.name) ? piece.function.name : undefined;
		const sameId = isText(piece.id) ? this.last(({ call }) => call.id === piece.id) : undefined;
		const known = sameId ?? (index === undefined ? this.open.at(-1)?.call : this.last((open) => open.index === index));
		if (known === undefined || name === undefined) return known;
		const isOther = isText(piece.id) ? isText(known.id) && known.id !== piece.id : isWhole(known);
		return isOther ? undefined : known;
	}

	private last(fits: (open: OpenCall) => boolean): JsonObject | undefined {
		return [...this.open].reverse().find(fits)?.call;
	}
}

/** Whether nothing can follow in the arguments of a call. */
function isWhole({ function: called }: JsonObject): boolean {
	if (!isObject(called) || !isText(called.name)) return false;
	if (typeof called.arguments !== 'string') return isObject(called.arguments);
	// Looked at first, since each piece may ask for it.
	return called.arguments.endsWith('}') && jsonIn(called.arguments) !== undefined;
}

function addTo(call: JsonObject, piece: JsonObject): void {
	const { function: added, ...about } = withoutNulls(omit(piece, 'index'));
	for (const [key, value] of Object.entries(about)) if (value !== '' && key !== '__proto__') call[key] = value;
	if (!isObject(added)) return;
	const before = isObject(call.function) ? call.function : {};
	const { arguments: more, ...named } = withoutNulls(added);
	const joined = joinArguments(before.arguments, more);
	call.function = {
		...before,
		...(isText(named.name) ? named : omit(named, 'name')),
		...(joined !== undefined && { arguments: joined }),
	};
}

/** Text is appended; an object stays one. */
export function joinArguments(before: JsonValue | undefined, more: JsonValue | undefined): JsonValue | undefined {
	if (more === undefined || more === null || more === '') return before;
	if (before === undefined || before === null || before === '') return more;
	if (isObject(before) && isObject(more)) return { ...before, ...more };
	return asText(before) + asText(more);
}

function asText(value: JsonValue): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}
