import { Refusal } from '../answers/answer';
import { rootOf, sendJson, type Exchange } from '../exchange';
import { headerOf } from '../exchange';
import type { Form } from '../form';
import type { Fields } from '../values';

/** Answers one route of a server program. */
export type Handler = (exchange: Exchange) => void | Promise<void>;

/** A server program: its routes by method and path, and its answer for any other path. */
export interface Program {
	routes: Readonly<Record<string, Handler>>;
	missing: Handler;
}

/** FastAPI's answer for a path that it does not have. */
export const fastApiMissing: Handler = (exchange) => sendJson(exchange, 404, { detail: 'Not Found' });

/** OpenAI's list of models. */
export function modelList(ids: readonly string[], more: Fields = {}): Handler {
	const data = ids.map((id) => ({ id, object: 'model', created: 1_760_000_000, owned_by: 'sandbox', ...more }));
	return (exchange) => sendJson(exchange, 200, { object: 'list', data });
}

/** A refusal in pydantic's words: type, place, message. */
export function unprocessable(type: string, loc: readonly string[], msg: string, input: unknown = null): never {
	throw new Refusal(422, { detail: [{ type, loc: ['body', ...loc], msg, input }] });
}

/** A field that must be there. */
export function missingField(name: string, input: unknown = null): never {
	return unprocessable('missing', [name], 'Field required', input);
}

/** The JSON object of a request; FastAPI refuses anything else with 422. */
export function fastApiBody(exchange: Exchange): Fields {
	if (exchange.request.json !== undefined && headerOf(exchange, 'content-type').includes('json'))
		return rootOf(exchange);
	return unprocessable(
		'model_attributes_type',
		[],
		'Input should be a valid dictionary or object to extract fields from',
	);
}

/** The form of a request; FastAPI finds no field in any other body. */
export function fastApiForm(exchange: Exchange): Form {
	const { form } = exchange.request;
	if (form === undefined) return missingField('file');
	if (form.error !== undefined) throw new Refusal(400, { detail: 'There was an error parsing the body' });
	return form;
}

/** A text that must be there; 422 otherwise. */
export function requiredString(root: Fields, name: string): string {
	const value = root[name];
	if (value === undefined) return missingField(name, root);
	return typeof value === 'string'
		? value
		: unprocessable('string_type', [name], 'Input should be a valid string', value);
}

/** A number within bounds; undefined where it is not set. */
export function boundedNumber(root: Fields, name: string, [low, high]: readonly [number, number]): number | undefined {
	const value = root[name];
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'number') return unprocessable('float_type', [name], 'Input should be a valid number', value);
	if (value < low)
		unprocessable('greater_than_equal', [name], `Input should be greater than or equal to ${low}`, value);
	if (value > high) unprocessable('less_than_equal', [name], `Input should be less than or equal to ${high}`, value);
	return value;
}

/** One of some values; the first where it is not set. */
export function oneOf(value: unknown, name: string, choices: readonly string[]): string {
	if (value === undefined || value === null) return choices[0] ?? '';
	if (choices.some((choice) => choice === value)) return String(value);
	const quoted = choices.map((choice) => `'${choice}'`);
	const expected = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
	return unprocessable('literal_error', [name], `Input should be ${expected}`, value);
}
