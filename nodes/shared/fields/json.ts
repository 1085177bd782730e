import { invalidInput, type InferenceError } from '../client/errors';
import { MAX_JSON_DEPTH, isObject, isTooDeep, parseJson, type JsonObject, type JsonValue } from '../client/json';

/**
 * Parses JSON that a user wrote.
 * @param isComputed whether an expression put values into it
 * @throws {InferenceError} `invalidInput`, naming the field
 */
export function readJsonText(label: string, text: string, isComputed = false): JsonValue {
	try {
		return parseJson(text);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw invalidInput(`'${label}' is not readable JSON: ${reason}`, jsonAdvice(label, reason, isComputed), error);
	}
}

/** A line break or a quote in a value ends the JSON text around it: the usual reason where an expression is inside. */
function jsonAdvice(label: string, reason: string, isComputed: boolean): string {
	const check = `Check the quotes, commas and brackets in '${label}'. Texts and keys stand in double quotes.`;
	if (isComputed) {
		const rows = label === 'Messages' ? " Or set 'Message Input' to Messages One by One, which takes any text." : '';
		return (
			'Write each value as {{ JSON.stringify($json.text) }}, without quotes around it: ' +
			`that keeps line breaks and quotes valid.${rows} ${check}`
		);
	}
	return /control character/i.test(reason)
		? 'Write a line break inside a text as \\n, or each value of an expression as ' +
				`{{ JSON.stringify($json.text) }}. ${check}`
		: check;
}

/**
 * A value of an expression that must be one of JSON.
 * @throws {InferenceError} `invalidInput` for what JSON cannot hold, and for what nests too deep
 */
export function asJson(label: string, given: unknown): JsonValue {
	if (isTooDeep(given)) throw tooDeep(label);
	if (!isJson(given))
		throw invalidInput(
			`'${label}' holds a value that JSON cannot hold`,
			'Use texts, numbers, true, false, lists and objects.',
		);
	return given as JsonValue;
}

function isJson(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.values(value).every(isJson);
	return value === null || value === undefined || isScalar(value);
}

const UNSAFE_KEYS = ['__proto__', 'constructor', 'prototype'];

/**
 * JSON of a user that must be an object and is merged into a request.
 * @param isComputed whether an expression put values into it
 * @throws {InferenceError} `invalidInput`, naming the field
 */
export function plainObject(label: string, given: unknown, isComputed = false): JsonObject {
	if (given === undefined || given === null || given === '') return {};
	const value = typeof given === 'string' ? (given.trim() === '' ? {} : readJsonText(label, given, isComputed)) : given;
	if (!isObject(value))
		throw invalidInput(`'${label}' is not a JSON object`, `Write '${label}' as { "name": value, ... }.`);
	asJson(label, value);
	const unsafe = unsafeKey(value);
	if (unsafe !== undefined)
		throw invalidInput(`'${label}' holds the key '${unsafe}', which is not allowed`, 'Take it out.');
	return value;
}

function unsafeKey(value: JsonValue): string | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const own = Array.isArray(value) ? undefined : Object.keys(value).find((key) => UNSAFE_KEYS.includes(key));
	if (own !== undefined) return own;
	for (const inner of Object.values(value)) {
		const found = unsafeKey(inner);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** Whether a value can be written as one word. */
export function isScalar(value: unknown): value is string | number | boolean {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function tooDeep(label: string): InferenceError {
	return invalidInput(`'${label}' nests deeper than ${MAX_JSON_DEPTH} levels`, 'Make it flatter.');
}
