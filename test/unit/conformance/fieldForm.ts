import type { Field } from '../../../nodes/shared/fields/field';
import type { Schema } from './schema';

type Choice = string | boolean;

/** What can be compared between a schema's property and a field of ours. */
export interface FieldForm {
	readonly kind: string;
	readonly min?: number;
	readonly max?: number;
	readonly choices?: readonly Choice[];
}

/** The form that a field must have to carry what the schema says. */
export function formOfSchema(schema: Schema): FieldForm {
	const choices = choicesOf(schema);
	if (choices.length > 0) return { kind: 'choice', choices: inOrder(choices) };
	switch (schema.type) {
		case undefined:
			return { kind: schema.oneOf === undefined ? 'file' : 'object' };
		case 'string':
			return { kind: schema.comment === 'type=binary' ? 'file' : 'text' };
		case 'boolean':
			return { kind: 'boolean' };
		case 'integer':
		case 'number':
			return { kind: schema.type, ...bounds(schema) };
		case 'array':
			return {
				kind:
					schema.items?.type === 'string'
						? 'list of text'
						: schema.items?.type === 'number'
							? 'list of number'
							: 'object',
			};
		default:
			return { kind: isSize(schema) ? 'size' : isTable(schema) ? 'table' : 'object' };
	}
}

/** Choices by `enum`, or by alternatives of which each is one word. */
function choicesOf({ enum: words, oneOf = [] }: Schema): Choice[] {
	if (words !== undefined) return [...words];
	const perOption = oneOf.map((option) => (option.const === undefined ? (option.enum ?? []) : [option.const]));
	return perOption.length > 0 && perOption.every((options) => options.length > 0) ? perOption.flat() : [];
}

/** An integer above 0 is at least 1; a number above a bound is shown with the bound itself. */
function bounds({ type, minimum, exclusiveMinimum, maximum }: Schema): Pick<FieldForm, 'min' | 'max'> {
	const above =
		exclusiveMinimum === undefined ? undefined : type === 'integer' ? exclusiveMinimum + 1 : exclusiveMinimum;
	const min = above ?? minimum;
	return { ...(min !== undefined && { min }), ...(maximum !== undefined && { max: maximum }) };
}

function isSize({ properties = {} }: Schema): boolean {
	return Object.keys(properties).sort().join() === 'height,width';
}

function isTable({ additionalProperties }: Schema): boolean {
	return additionalProperties?.type === 'array';
}

/** The form of a field of ours. */
export function formOfField(field: Field): FieldForm {
	switch (field.kind) {
		case 'number': {
			const { min, max } = field;
			return {
				kind: field.integer ? 'integer' : 'number',
				...(min !== undefined && { min }),
				...(max !== undefined && { max }),
			};
		}
		case 'list':
			return { kind: 'list of text' };
		case 'choice':
			return { kind: 'choice', choices: inOrder(field.choices.map(({ value }) => value)) };
		default:
			return { kind: field.kind };
	}
}

function inOrder(choices: readonly Choice[]): Choice[] {
	return [...choices].sort((a, b) => String(a).localeCompare(String(b)));
}
