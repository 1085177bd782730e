import { isObject, type JsonObject, type JsonValue } from '../../client/json';

/** References that lead further than this lead in a circle. */
const MAX_DEPTH = 64;

/**
 * The first place at which a value differs from a JSON Schema, in words; undefined where it fits. Only what schemas for
 * models are made of is looked at: type, properties, required, additionalProperties, items, enum, const, anyOf, oneOf,
 * allOf and local `$ref`. Other keywords count as fulfilled: a whole validator would outweigh the rest of the chat.
 */
export function firstDifference(schema: JsonValue, value: JsonValue): string | undefined {
	return differenceAt({ schema, root: schema, path: '', depth: 0 }, value);
}

interface Place {
	readonly schema: JsonValue | undefined;
	readonly root: JsonValue;
	readonly path: string;
	readonly depth: number;
}

function differenceAt(place: Place, value: JsonValue): string | undefined {
	const { schema, path } = place;
	if (schema === false) return `${named(path)} is not allowed`;
	if (!isObject(schema) || place.depth > MAX_DEPTH) return undefined;
	if (typeof schema.$ref === 'string') {
		const other = differenceAt(inner(place, resolved(schema.$ref, place.root), path), value);
		if (other !== undefined) return other;
	}
	return (
		typeDifference(schema, path, value) ??
		choiceDifference(place, schema, value) ??
		(isObject(value) ? keyDifference(place, schema, value) : undefined) ??
		(Array.isArray(value) ? itemDifference(place, schema, value) : undefined)
	);
}

function inner(place: Place, schema: JsonValue | undefined, path: string): Place {
	return { schema, root: place.root, path, depth: place.depth + 1 };
}

function typeDifference({ type, enum: choices, const: only }: JsonObject, path: string, value: JsonValue) {
	const types = typeof type === 'string' ? [type] : Array.isArray(type) ? type.map(String) : [];
	if (types.length > 0 && !types.some((one) => isOfType(one, value)))
		return `${named(path)} is ${typeOf(value)}, not ${types.join(' or ')}`;
	if (Array.isArray(choices) && !choices.some((one) => isSame(one, value)))
		return `${named(path)} is none of the values of its enum`;
	return only !== undefined && !isSame(only, value) ? `${named(path)} is not ${short(only)}` : undefined;
}

function choiceDifference(place: Place, schema: JsonObject, value: JsonValue): string | undefined {
	const fits = (one: JsonValue): boolean => differenceAt(inner(place, one, place.path), value) === undefined;
	for (const choices of [schema.anyOf, schema.oneOf]) {
		if (Array.isArray(choices) && choices.length > 0 && !choices.some(fits))
			return `${named(place.path)} fits none of its schemas`;
	}
	for (const one of Array.isArray(schema.allOf) ? schema.allOf : []) {
		const found = differenceAt(inner(place, one, place.path), value);
		if (found !== undefined) return found;
	}
	return undefined;
}

function keyDifference(place: Place, schema: JsonObject, value: JsonObject): string | undefined {
	const { path } = place;
	const properties = isObject(schema.properties) ? schema.properties : {};
	for (const key of Array.isArray(schema.required) ? schema.required.map(String) : [])
		if (!Object.hasOwn(value, key)) return `${named(below(path, key))} is missing`;
	for (const [key, one] of Object.entries(value)) {
		const own = Object.hasOwn(properties, key) ? properties[key] : schema.additionalProperties;
		const found = differenceAt(inner(place, own, below(path, key)), one);
		if (found !== undefined) return found;
	}
	return undefined;
}

function itemDifference(place: Place, { items }: JsonObject, list: readonly JsonValue[]): string | undefined {
	for (const [i, one] of list.entries()) {
		const found = differenceAt(inner(place, items, `${place.path}[${i}]`), one);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** What a local reference such as `#/$defs/topic` leads to. */
function resolved(reference: string, root: JsonValue): JsonValue | undefined {
	if (!reference.startsWith('#')) return undefined;
	const keys = reference.slice(1).split('/').slice(1);
	return keys.reduce<JsonValue | undefined>((at, key) => {
		const name = key.replace(/~1/g, '/').replace(/~0/g, '~');
		return isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
	}, root);
}

function below(path: string, key: string): string {
	return path === '' ? key : `${path}.${key}`;
}

function named(path: string): string {
	return path === '' ? 'the value' : `'${path}'`;
}

function isOfType(type: string, value: JsonValue): boolean {
	if (type === 'integer') return Number.isInteger(value);
	return type === typeOf(value);
}

function typeOf(value: JsonValue): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
}

function isSame(a: JsonValue, b: JsonValue): boolean {
	if (Array.isArray(a) && Array.isArray(b))
		return a.length === b.length && a.every((one, i) => isSame(one, b[i] ?? null));
	if (!isObject(a) || !isObject(b)) return a === b;
	const keys = Object.keys(a);
	return (
		keys.length === Object.keys(b).length &&
		keys.every((key) => Object.hasOwn(b, key) && isSame(a[key] ?? null, b[key] ?? null))
	);
}

function short(value: JsonValue): string {
	const text = JSON.stringify(value);
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
