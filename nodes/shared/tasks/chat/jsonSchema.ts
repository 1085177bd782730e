import { isObject, type JsonObject, type JsonValue } from '../../client/json';

/**
 * A JSON Schema that the example fits, with n8n's own types: every number is a `number`, `null` is `null`, and a list
 * takes what each of its elements is. Every key is required, no other is allowed.
 * Source: generate-schema, which n8n's nodes use for an example.
 */
export function schemaOf(example: JsonValue | undefined): JsonObject {
	if (Array.isArray(example)) return { type: 'array', items: itemsOf(example) };
	if (isObject(example)) {
		const properties = Object.fromEntries(Object.entries(example).map(([key, value]) => [key, schemaOf(value)]));
		return { type: 'object', properties, required: Object.keys(example), additionalProperties: false };
	}
	return example === undefined ? {} : { type: example === null ? 'null' : typeof example };
}

function itemsOf(list: readonly JsonValue[]): JsonObject {
	const objects = list.filter(isObject);
	const others = list.filter((entry) => !isObject(entry));
	const schemas = [...(objects.length > 0 ? [mergedSchema(objects)] : []), ...others.map(schemaOf)];
	const different = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
	return different.length > 1 ? { anyOf: different } : (different[0] ?? {});
}

/** One schema for several objects: what one of them does not have is not required. */
function mergedSchema(objects: readonly JsonObject[]): JsonObject {
	const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))];
	const valuesOf = (key: string): JsonValue[] =>
		objects.flatMap((object) => (Object.hasOwn(object, key) ? [object[key] ?? null] : []));
	return {
		type: 'object',
		properties: Object.fromEntries(keys.map((key) => [key, itemsOf(valuesOf(key))])),
		required: keys.filter((key) => valuesOf(key).length === objects.length),
		additionalProperties: false,
	};
}

/** Keys under which a schema holds others: by name, in a list, or alone. */
const BY_NAME = ['properties', '$defs', 'definitions'];
const IN_LIST = ['anyOf', 'allOf', 'oneOf', 'prefixItems'];

/** The same schema, where objects that do not say so take no further keys. Cerebras, Groq and OpenAI want that said. */
export function completed(schema: JsonObject): JsonObject {
	const inner = Object.entries(schema).map(([key, value]): [string, JsonValue] => {
		if (BY_NAME.includes(key) && isObject(value))
			return [key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, completedValue(one)]))];
		if (IN_LIST.includes(key) && Array.isArray(value)) return [key, value.map(completedValue)];
		return [key, key === 'items' ? completedValue(value) : value];
	});
	const isClosed = 'additionalProperties' in schema || !isObject(schema.properties);
	return { ...Object.fromEntries(inner), ...(!isClosed && { additionalProperties: false }) };
}

function completedValue(value: JsonValue): JsonValue {
	return isObject(value) ? completed(value) : value;
}

/** What OpenAI's structured outputs take under `strict`; Cerebras and Groq take no more. */
const STRICT_KEYS = [
	'type',
	'properties',
	'required',
	'additionalProperties',
	'items',
	'enum',
	'const',
	'anyOf',
	'$ref',
	'$defs',
	'definitions',
	'title',
	'description',
];

/**
 * Whether a schema can go with `strict: true`: its root is an object, every object names all of its keys as required
 * and allows no other, and no keyword stands in it that strict servers refuse.
 * Source: OpenAI's guide to structured outputs, "Supported schemas".
 */
export function fitsStrict(schema: JsonObject): boolean {
	return schema.type === 'object' && isStrict(schema);
}

function isStrict(schema: JsonValue | undefined): boolean {
	if (!isObject(schema) || !Object.keys(schema).every((key) => STRICT_KEYS.includes(key))) return false;
	if (!['type', 'anyOf', '$ref', 'enum', 'const'].some((key) => key in schema)) return false;
	const named = BY_NAME.flatMap((key) => (isObject(schema[key]) ? Object.values(schema[key]) : []));
	const listed = Array.isArray(schema.anyOf) ? schema.anyOf : [];
	const items = schema.type === 'array' ? [schema.items] : [];
	return (!takesObjects(schema) || isClosed(schema)) && [...named, ...listed, ...items].every(isStrict);
}

function takesObjects({ type }: JsonObject): boolean {
	return type === 'object' || (Array.isArray(type) && type.includes('object'));
}

function isClosed({ properties, required, additionalProperties }: JsonObject): boolean {
	return (
		additionalProperties === false &&
		isObject(properties) &&
		Array.isArray(required) &&
		Object.keys(properties).every((key) => required.includes(key))
	);
}
