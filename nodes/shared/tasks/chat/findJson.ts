import { isObject, jsonIn, type JsonValue } from '../../client/json';
import { afterReasoning } from './reasoning';

/** Brackets that are tried as the start of JSON: each may cost a look through the whole text. */
const MAX_STARTS = 100;
const BLOCK = /```[\w+-]*[^\S\n]*\n?([\s\S]*?)```/g;

/**
 * The JSON in a text that a model wrote: all of it, what stands after its reasoning, a code block, or an object or a
 * list between words.
 * @param fits whether a value is the one that was asked for: it wins over those that are not
 * @returns undefined where there is none
 */
export function findJson(text: string, fits: (value: JsonValue) => boolean): { value: JsonValue } | undefined {
	const answer = afterReasoning(text).trim();
	for (const whole of [text, answer]) {
		const value = jsonIn(whole);
		if (value !== undefined) return { value };
	}
	const inBlocks = [...answer.matchAll(BLOCK)].flatMap(([, block = '']) => {
		const value = jsonIn(block);
		return value === undefined ? [] : [value];
	});
	return pick(inBlocks, fits) ?? pick(betweenWords(answer), fits);
}

function pick(values: readonly JsonValue[], fits: (value: JsonValue) => boolean): { value: JsonValue } | undefined {
	const value = values.find(fits) ?? values.find(isObject) ?? values[0];
	return value === undefined ? undefined : { value };
}

/** The objects and lists in a text, outermost ones first; what only looks like one is passed over. */
function betweenWords(text: string): JsonValue[] {
	const found: JsonValue[] = [];
	const starts = /[[{]/g;
	for (let tries = 0; tries < MAX_STARTS; tries++) {
		const start = starts.exec(text)?.index;
		if (start === undefined) break;
		const end = endOfBrackets(text, start);
		const value = end === undefined ? undefined : jsonIn(text.slice(start, end));
		if (end === undefined || value === undefined) continue;
		found.push(value);
		starts.lastIndex = end;
	}
	return found;
}

/** Where the bracket at `start` is closed, brackets in strings left out; undefined where it is not. */
function endOfBrackets(text: string, start: number): number | undefined {
	let depth = 0;
	let isString = false;
	for (let at = start; at < text.length; at++) {
		const letter = text[at];
		if (isString && letter === '\\') at += 1;
		else if (letter === '"') isString = !isString;
		else if (isString) continue;
		else if (letter === '{' || letter === '[') depth += 1;
		else if (letter === '}' || letter === ']') depth -= 1;
		if (depth === 0) return at + 1;
	}
	return undefined;
}
