import { clamp, fieldsOf, isFields, listOf, numberOf, textOf } from '../values';
import { hash, keywordsOf, wordsOf } from '../words';
import { findEntities } from './entities';
import { aboutness, moodOf } from './labels';

const FORMATS: Record<string, string> = {
	date: '2025-01-31',
	time: '12:00:00Z',
	'date-time': '2025-01-31T12:00:00Z',
	email: 'sandbox@example.com',
	uri: 'https://example.com/',
	uuid: '00000000-0000-4000-8000-000000000000',
};

const DEEPEST = 12;

interface Source {
	prompt: string;
	definitions: unknown;
	depth: number;
}

function resolve(schema: unknown, definitions: unknown): Record<string, unknown> {
	const fields = fieldsOf(schema);
	const reference = textOf(fields.$ref);
	if (reference === '') return fields;
	return fieldsOf(fieldsOf(definitions)[reference.split('/').at(-1) ?? '']);
}

function typeOf(schema: Record<string, unknown>): string {
	const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
	if (typeof type === 'string') return type;
	if (isFields(schema.properties)) return 'object';
	return schema.items !== undefined ? 'array' : 'string';
}

/** What a prompt says outright: an address for a field that wants one, and quoted words for one that wants a text. */
function namedIn(prompt: string, name: string): string | undefined {
	if (/url|address|link/i.test(name)) return /https?:\/\/[^\s"'<>]+/.exec(prompt)?.[0];
	return /^(text|input|prompt|query|question|sentence)$/i.test(name) ? /"([^"]+)"/.exec(prompt)?.[1] : undefined;
}

function fillText(schema: Record<string, unknown>, name: string, prompt: string): string {
	const format = FORMATS[textOf(schema.format)];
	const named = namedIn(prompt, name);
	if (named !== undefined) return named;
	if (format !== undefined) return format;
	const entities = findEntities(prompt);
	const isPlace = /city|place|location|country|town/i.test(name);
	const fitting = entities.find(({ group }) => (group === 'LOC') === isPlace) ?? entities[0];
	const isName = isPlace || /name|person|who|company|author/i.test(name);
	const text = isName && fitting !== undefined ? fitting.word : keywordsOf(prompt).slice(0, 4).join(' ') || name;
	const least = numberOf(schema.minLength, 0);
	return text.padEnd(least, './').slice(0, Math.max(least, numberOf(schema.maxLength, 200)));
}

function fillNumber(schema: Record<string, unknown>, name: string, prompt: string): number {
	const found = prompt.match(/-?\d+(?:\.\d+)?/)?.[0];
	const value = found === undefined ? hash(name + prompt) % 10 : Number(found);
	const low = numberOf(schema.minimum, numberOf(schema.exclusiveMinimum, -Infinity) + 1);
	const high = numberOf(schema.maximum, numberOf(schema.exclusiveMaximum, Infinity) - 1);
	const bounded = clamp(value, low, high);
	return typeOf(schema) === 'integer' ? Math.round(bounded) : bounded;
}

/** True for a field whose name or description the prompt is about; without a description, by chance. */
function fillBoolean(schema: Record<string, unknown>, name: string, prompt: string): boolean {
	const about = textOf(schema.description);
	return about === '' ? hash(name + prompt) % 2 === 0 : aboutness(`${name} ${about}`, prompt) > 1;
}

function fillList(schema: Record<string, unknown>, name: string, source: Source): unknown[] {
	const count = clamp(Math.max(1, numberOf(schema.minItems, 1)), 0, numberOf(schema.maxItems, 50));
	return Array.from({ length: count }, () => fill(schema.items, name, source));
}

function fillObject(schema: Record<string, unknown>, source: Source): Record<string, unknown> {
	const properties = Object.entries(fieldsOf(schema.properties));
	return Object.fromEntries(properties.map(([name, property]) => [name, fill(property, name, source)]));
}

/** A feeling, where the options are feelings. */
function feeling(options: readonly unknown[], prompt: string): unknown {
	const mood = moodOf(prompt);
	const wanted = mood > 0 ? 'positive' : mood < 0 ? 'negative' : 'neutral';
	return options.find((option) => String(option).toLowerCase() === wanted);
}

function choose(options: readonly unknown[], prompt: string): unknown {
	const felt = feeling(options, prompt);
	if (felt !== undefined) return felt;
	const words = wordsOf(prompt);
	const named = options.find((option) => wordsOf(String(option)).some((word) => words.includes(word)));
	return named ?? options[hash(prompt) % options.length];
}

function fill(schema: unknown, name: string, source: Source): unknown {
	const { prompt, definitions, depth } = source;
	const wanted = resolve(schema, definitions);
	if (depth > DEEPEST) return null;
	if (wanted.const !== undefined) return wanted.const;
	if (listOf(wanted.enum).length > 0) return choose(listOf(wanted.enum), prompt);
	const alternative = listOf(wanted.anyOf ?? wanted.oneOf ?? wanted.allOf)[0];
	const deeper = { ...source, depth: depth + 1 };
	if (alternative !== undefined) return fill(alternative, name, deeper);
	const type = typeOf(wanted);
	if (type === 'object') return fillObject(wanted, deeper);
	if (type === 'array') return fillList(wanted, name, deeper);
	if (type === 'number' || type === 'integer') return fillNumber(wanted, name, prompt);
	if (type === 'boolean') return fillBoolean(wanted, name, prompt);
	return type === 'null' ? null : fillText(wanted, name, prompt);
}

/** A value of a JSON Schema's types, made from the words, names and numbers of the prompt. */
export function fillSchema(schema: unknown, prompt: string): unknown {
	const { $defs: newer, definitions: older } = fieldsOf(schema);
	return fill(schema, 'value', { prompt, definitions: newer ?? older, depth: 0 });
}
