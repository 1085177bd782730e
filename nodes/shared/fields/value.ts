import { invalidInput, type InferenceError } from '../client/errors';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../client/json';
import type { ChoiceField, Field, ListField, NumberField, ObjectField } from './field';
import { asJson, isScalar, readJsonText } from './json';

type ValueField = Exclude<Field, { kind: 'file' | 'attachments' | 'table' | 'form' }>;

/**
 * The value of a field in the API's type, from whatever was typed or an expression gave.
 * @param isComputed whether it comes from an expression
 * @returns undefined where nothing was given
 * @throws {InferenceError} `invalidInput`, naming the field
 */
export function valueOf(field: ValueField, value: unknown, isComputed = false): JsonValue | undefined {
	const given = dateText(value) ?? value;
	if (given === undefined || given === null || given === '') return undefined;
	switch (field.kind) {
		case 'text':
			return textValue(field, given);
		case 'list':
			return listValue(field, given, isComputed);
		case 'object':
			return objectValue(field, given, isComputed);
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
	throw wrongType(field, given, {
		wanted: 'a text',
		advice:
			'Choose one field of the item in the expression, e.g. {{ $json.text }}, ' +
			'or turn it into text with {{ JSON.stringify(...) }}.',
	});
}

function listValue(field: ListField, given: unknown, isComputed: boolean): JsonValue[] | undefined {
	const list = elementsOf(field, given, isComputed).map((entry) => elementText(field, entry));
	return list.length === 0 ? undefined : list;
}

/**
 * Elements of a list are taken as they are. Text is split, and the white space around each part dropped, unless an
 * expression gave it to a field in which white space has a meaning.
 */
function elementsOf(field: ListField, given: unknown, isComputed: boolean): unknown[] {
	if (Array.isArray(given)) return given;
	if (typeof given === 'number' || typeof given === 'boolean') return [given];
	if (typeof given !== 'string')
		throw wrongType(field, given, {
			wanted: 'a list',
			advice: 'Write the elements separated, or give a list by an expression.',
		});
	const written = /^\s*\[/.test(given) ? parsedList(given) : undefined;
	if (written !== undefined) return written;
	const parts = given.split(field.split === 'lines' ? /\r?\n/ : ',');
	if (isComputed && field.isExact && parts.length === 1) return parts;
	const trimmed = parts.map((part) => part.trim() || (isComputed && field.isExact ? part : ''));
	return trimmed.filter((part) => part !== '');
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
	const text = isScalar(entry) ? String(entry) : dateText(entry);
	if (text !== undefined) return text;
	throw wrongType(field, entry, {
		wanted: 'a list of texts',
		advice: 'Make a list of texts in the expression, e.g. {{ $json.rows.map(row => row.name) }}.',
	});
}

function objectValue(field: ObjectField, given: unknown, isComputed: boolean): JsonValue | undefined {
	if (typeof given !== 'string') {
		return asJson(field.label, given);
	}
	if (given.trim() === '') return undefined;
	if (field.words && /^[\w-]+$/.test(given.trim())) return given.trim();
	return readJsonText(field.label, given, isComputed);
}

function numberValue(field: NumberField, given: unknown): number {
	const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
	if (typeof value !== 'number' || !Number.isFinite(value))
		throw wrongType(field, given, { wanted: 'a number', advice: `Write a number in '${field.label}'.` });
	if (field.integer && !Number.isInteger(value))
		throw wrongType(field, given, {
			wanted: 'a whole number',
			advice: `Write a number without a fraction in '${field.label}'.`,
		});
	return value;
}

function booleanValue(field: Field, given: unknown): boolean {
	if (typeof given === 'boolean') return given;
	const word = isScalar(given) ? String(given).trim().toLowerCase() : '';
	if (word === 'true' || word === 'false') return word === 'true';
	throw wrongType(field, given, {
		wanted: 'true or false',
		advice: `Let the expression in '${field.label}' give true or false.`,
	});
}

function choiceValue(field: ChoiceField, given: unknown): string | boolean {
	const match = field.choices.find(
		({ value }) => value === given || (isScalar(given) && String(value) === String(given).trim()),
	);
	if (match !== undefined) return match.value;
	const known = field.choices.map(({ value }) => String(value)).join(', ');
	throw wrongType(field, given, { wanted: `one of its choices`, advice: `Choose one of: ${known}.` });
}

/** A size is shown as a fixed collection with one entry. */
function sizeValue(field: Field, given: unknown): JsonObject | undefined {
	const inner = isObject(given) && isObject(given.size) ? given.size : given;
	if (!isObject(inner))
		throw wrongType(field, given, {
			wanted: 'a width and a height',
			advice: `Give '${field.label}' a width and a height in pixels.`,
		});
	if (Object.keys(inner).length === 0) return undefined;
	const [width, height] = [inner.width, inner.height].map((side) => (isScalar(side) ? Number(side) : NaN));
	if (!Number.isInteger(width) || !Number.isInteger(height))
		throw wrongType(field, given, {
			wanted: 'a width and a height',
			advice: `Give '${field.label}' a width and a height in pixels.`,
		});
	return { width: Number(width), height: Number(height) };
}

function messageRows(given: unknown): JsonValue[] {
	const rows = isObject(given) ? given.message : given;
	return Array.isArray(rows) ? rows : [];
}

interface Wanted {
	readonly wanted: string;
	readonly advice: string;
}

function wrongType({ label }: Pick<Field, 'label'>, given: unknown, { wanted, advice }: Wanted): InferenceError {
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

/** A date, or n8n's `DateTime`, as ISO text; undefined for anything else, and for dates that are none. */
export function dateText(value: unknown): string | undefined {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
	if (!isObject(value) || !('isLuxonDateTime' in value) || !('toISO' in value)) return undefined;
	const { toISO } = value as { readonly toISO: unknown };
	const text: unknown = typeof toISO === 'function' ? toISO.call(value) : undefined;
	return typeof text === 'string' ? text : undefined;
}
