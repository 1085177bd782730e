import { unexpectedResponse, type InferenceError } from '../../client/errors';
import { isObject, type JsonValue } from '../../client/json';
import { findJson } from '../chat/findJson';
import { firstDifference } from '../chat/schemaDifference';
import { askedSchema } from '../chat/structuredOutput';
import type { TaskArguments } from '../task';
import { isText } from './content';

/** What a model said where JSON was asked for. */
export interface StructuredAnswer {
	readonly content: string;
	/** Reasoning that the server took apart itself. */
	readonly apart: string;
	readonly refusal?: JsonValue;
	readonly finishReason?: JsonValue;
	/** The whole answer, which an error keeps. */
	readonly whole: JsonValue;
}

/** JSON that was found, and what the user should know of it. */
export interface Parsed {
	readonly value: JsonValue;
	readonly hints: readonly string[];
}

/**
 * The JSON in a model's answer. A server whose model never closes its reasoning puts all of the answer there (vLLM).
 * @throws {InferenceError} `unexpectedResponse` where there is none; `details.response` holds the whole answer
 */
export function parseStructured(answer: StructuredAnswer, values: TaskArguments): Parsed {
	const schema = askedSchema(values);
	const fits = (value: JsonValue): boolean =>
		schema === undefined ? isObject(value) : firstDifference(schema, value) === undefined;
	const said = findJson(answer.content, fits);
	const thought = said === undefined && answer.content.trim() === '' ? findJson(answer.apart, fits) : undefined;
	const found = said ?? thought;
	if (found === undefined) throw withoutJson(answer);
	const difference = schema && firstDifference(schema, found.value);
	return {
		value: found.value,
		hints: [...(thought ? [reasoningHint()] : []), ...(difference === undefined ? [] : [differenceHint(difference)])],
	};
}

function differenceHint(difference: string): string {
	return `The JSON of {items} does not fit the schema: ${difference}`;
}

function reasoningHint(): string {
	return 'The answer of {items} was empty: its JSON was found in the reasoning';
}

function withoutJson({ content, refusal, finishReason, whole }: StructuredAnswer): InferenceError {
	if (isText(refusal)) {
		const advice = 'Change the prompt, or choose another model.';
		return unexpectedResponse(`The model refused to answer: ${refusal}`, { advice, response: whole });
	}
	const message =
		content.trim() === ''
			? "The model's answer is empty, and JSON was asked for"
			: `The model's answer is not the JSON that was asked for: ${content.slice(0, 200)}`;
	const advice =
		finishReason === 'length'
			? "The answer was cut at the token limit: raise 'Max Tokens' in 'Model Parameters'."
			: 'Choose a model that supports structured output, or say in the prompt that the answer must be JSON alone.';
	return unexpectedResponse(message, { advice, response: whole });
}
