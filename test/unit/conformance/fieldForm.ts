import type { Field } from '../../../nodes/shared/fields/field';
import type { Schema } from './schema';

type Choice = string | boolean;

/** The comparable part of a schema's property and of our field. */
export interface FieldForm {
	readonly kind: string;
	readonly min?: number;
	readonly max?: number;
	readonly choices?: readonly Choice[];
}

/** The form of a field for a schema's property. */
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

/** Choices by `enum`, or by one-word alternatives. */
function choicesOf({ enum: words, oneOf = [] }: Schema): Choice[] {
	if (words !== undefined) return [...words];
	const perOption = oneOf.map((option) => (option.const === undefined ? (option.enum ?? []) : [option.const]));
	return perOption.length > 0 && perOption.every((options) => options.length > 0) ? perOption.flat() : [];
}

/** "Above 0" means at least 1 for an integer. For other numbers, the field shows the bound. */
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

/** The form of our field. */
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
