import { invalidInput, type InferenceError } from '../client/errors';
import { MAX_JSON_DEPTH, isObject, isTooDeep, parseJson, type JsonObject, type JsonValue } from '../client/json';
import type { ChoiceField, Field, ListField, NumberField, ObjectField } from './field';

type ValueField = Exclude<Field, { kind: 'file' | 'attachments' | 'table' }>;

/**
 * The value of a field in the API's type, from whatever was typed or an expression gave.
 * @returns undefined where nothing was given
 * @throws {InferenceError} `invalidInput`, naming the field
 */
export function valueOf(field: ValueField, given: unknown): JsonValue | undefined {
	if (given === undefined || given === null || given === '') return undefined;
	switch (field.kind) {
		case 'text':
			return textValue(field, given);
		case 'list':
			return listValue(field, given);
		case 'object':
			return objectValue(field, given);
		case 'number':
			return numberValue(field, given);
		case 'boolean':
			return booleanValue(field, given);
		case 'choice':
			return choiceValue(field, given);
		case 'size':
			return sizeValue(field, given);
		case 'messages':
			return messageRows(given);
	}
}

function textValue(field: Field, given: unknown): string {
	if (typeof given === 'string') return given;
	if (typeof given === 'number' || typeof given === 'boolean') return String(given);
	throw wrongType(
		field,
		given,
		'a text',
		'Choose one field of the item in the expression, e.g. {{ $json.text }}, or turn it into text with {{ JSON.stringify(...) }}.',
	);
}

function listValue(field: ListField, given: unknown): JsonValue[] | undefined {
	const list = elementsOf(field, given).map((entry) => elementText(field, entry));
	return list.length === 0 ? undefined : list;
}

/** Elements of a list are taken as they are; typed text is cut, and the white space around each part dropped. */
function elementsOf(field: ListField, given: unknown): unknown[] {
	if (Array.isArray(given)) return given;
	if (typeof given === 'number' || typeof given === 'boolean') return [given];
	if (typeof given !== 'string')
		throw wrongType(field, given, 'a list', 'Write the elements separated, or give a list by an expression.');
	const written = /^\s*\[/.test(given) ? parsedList(given) : undefined;
	if (written !== undefined) return written;
	const parts = given.split(field.split === 'lines' ? /\r?\n/ : ',').map((part) => part.trim());
	return parts.filter((part) => part !== '');
}

function parsedList(text: string): unknown[] | undefined {
	try {
		const list = parseJson(text);
		return Array.isArray(list) ? list : undefined;
	} catch {
		// Text in brackets that is no JSON is text.
		return undefined;
	}
}

function elementText(field: Field, entry: unknown): string {
	if (typeof entry === 'string') return entry;
	if (typeof entry === 'number' || typeof entry === 'boolean') return String(entry);
	throw wrongType(
		field,
		entry,
		'a list of texts',
		'Make a list of texts in the expression, e.g. {{ $json.rows.map(row => row.name) }}.',
	);
}

function objectValue(field: ObjectField, given: unknown): JsonValue | undefined {
	if (typeof given !== 'string') {
		return asJson(field.label, given);
	}
	if (given.trim() === '') return undefined;
	if (field.words && /^[\w-]+$/.test(given.trim())) return given.trim();
	return readJsonText(field.label, given);
}

/**
 * Parses JSON that a user wrote.
 * @throws {InferenceError} `invalidInput`, naming the field
 */
export function readJsonText(label: string, text: string): JsonValue {
	try {
		return parseJson(text);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw invalidInput(
			`'${label}' is not readable JSON: ${reason}`,
			`Check the quotes, commas and brackets in '${label}'. Texts and keys stand in double quotes.`,
			error,
		);
	}
}

/**
 * A value of an expression that must be one of JSON.
 * @throws {InferenceError} `invalidInput` for what JSON cannot hold, and for what nests too deep
 */
function asJson(label: string, given: unknown): JsonValue {
	if (isTooDeep(given)) throw tooDeep({ label });
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
 * @throws {InferenceError} `invalidInput`, naming the field
 */
export function plainObject(label: string, given: unknown): JsonObject {
	if (given === undefined || given === null || given === '') return {};
	const value = typeof given === 'string' ? (given.trim() === '' ? {} : readJsonText(label, given)) : given;
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

function numberValue(field: NumberField, given: unknown): number {
	const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
	if (typeof value !== 'number' || !Number.isFinite(value))
		throw wrongType(field, given, 'a number', `Write a number in '${field.label}'.`);
	if (field.integer && !Number.isInteger(value))
		throw wrongType(field, given, 'a whole number', `Write a number without a fraction in '${field.label}'.`);
	return value;
}

function booleanValue(field: Field, given: unknown): boolean {
	if (typeof given === 'boolean') return given;
	const word = isScalar(given) ? String(given).trim().toLowerCase() : '';
	if (word === 'true' || word === 'false') return word === 'true';
	throw wrongType(field, given, 'true or false', `Let the expression in '${field.label}' give true or false.`);
}

function choiceValue(field: ChoiceField, given: unknown): string | boolean {
	const match = field.choices.find(
		({ value }) => value === given || (isScalar(given) && String(value) === String(given).trim()),
	);
	if (match !== undefined) return match.value;
	const known = field.choices.map(({ value }) => String(value)).join(', ');
	throw wrongType(field, given, `one of its choices`, `Choose one of: ${known}.`);
}

/** A size is shown as a fixed collection with one entry. */
function sizeValue(field: Field, given: unknown): JsonObject | undefined {
	const inner = isObject(given) && isObject(given.size) ? given.size : given;
	if (!isObject(inner))
		throw wrongType(field, given, 'a width and a height', `Give '${field.label}' a width and a height in pixels.`);
	if (Object.keys(inner).length === 0) return undefined;
	const [width, height] = [inner.width, inner.height].map((side) => (isScalar(side) ? Number(side) : NaN));
	if (!Number.isInteger(width) || !Number.isInteger(height))
		throw wrongType(field, given, 'a width and a height', `Give '${field.label}' a width and a height in pixels.`);
	return { width: Number(width), height: Number(height) };
}

function messageRows(given: unknown): JsonValue[] {
	const rows = isObject(given) ? given.message : given;
	return Array.isArray(rows) ? rows : [];
}

function wrongType({ label }: Pick<Field, 'label'>, given: unknown, wanted: string, advice: string): InferenceError {
	return invalidInput(`'${label}' must be ${wanted}, and is ${shown(given)}`, advice);
}

/** A value in a few words, whatever an expression gave. */
export function shown(value: unknown): string {
	try {
		return JSON.stringify(value)?.slice(0, 100) ?? typeof value;
	} catch {
		return typeof value;
	}
}

/** Whether a value can be written as one word. */
export function isScalar(value: unknown): value is string | number | boolean {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function tooDeep({ label }: Pick<Field, 'label'>): InferenceError {
	return invalidInput(`'${label}' nests deeper than ${MAX_JSON_DEPTH} levels`, 'Make it flatter.');
}
