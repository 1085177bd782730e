import { Refusal } from '../answers/answer';
import { headerOf, rootOf, type Exchange } from '../exchange';
import { fieldsOf, isFields, listOf, type Fields } from '../values';
import { tokensOf } from '../words';
import { serdeType, serdeWords } from './common';

const LARGEST_BODY = 2_000_000;
export const MOST_INPUT_TOKENS = 1024;
export const MOST_TOKENS = 2048;
const MOST_STOPS = 4;
const MOST_BEST_OF = 2;

/** Refuses with axum's plain text, as the body parser in front of the server does. */
export function deserializeError(exchange: Exchange, problem: string): never {
	throw new Refusal(422, serdeWords(exchange, problem));
}

/** What the body parser refuses: size, content type, syntax. */
export function checkBody(exchange: Exchange): void {
	if (exchange.request.body.length > LARGEST_BODY)
		throw new Refusal(413, 'Failed to buffer the request body: length limit exceeded');
	const type = headerOf(exchange, 'content-type').split(';')[0] ?? '';
	if (type !== 'application/json') throw new Refusal(415, 'Expected request with `Content-Type: application/json`');
	if (exchange.request.json === undefined)
		throw new Refusal(400, 'Failed to parse the request body as JSON: expected value at line 1 column 1');
}

function invalid(message: string): never {
	throw new Refusal(422, { error: `Input validation error: ${message}`, error_type: 'validation' });
}

const TYPES: Readonly<Record<string, 'f32' | 'u32' | 'u64' | 'bool' | 'string' | 'sequence'>> = {
	temperature: 'f32',
	repetition_penalty: 'f32',
	frequency_penalty: 'f32',
	top_p: 'f32',
	typical_p: 'f32',
	top_k: 'u32',
	max_new_tokens: 'u32',
	best_of: 'u32',
	truncate: 'u32',
	seed: 'u64',
	top_n_tokens: 'u32',
	do_sample: 'bool',
	return_full_text: 'bool',
	details: 'bool',
	decoder_input_details: 'bool',
	watermark: 'bool',
	stop: 'sequence',
	adapter_id: 'string',
};

function fits(value: unknown, type: string): boolean {
	if (type === 'bool') return typeof value === 'boolean';
	if (type === 'string') return typeof value === 'string';
	if (type === 'sequence') return Array.isArray(value);
	return typeof value === 'number' && (type === 'f32' || (Number.isInteger(value) && value >= 0));
}

function checkTypes(exchange: Exchange, parameters: Fields): void {
	for (const [name, type] of Object.entries(TYPES)) {
		const value = parameters[name];
		if (value === undefined || fits(value, type)) continue;
		const expected =
			type === 'bool' ? 'a boolean' : type === 'sequence' ? 'a sequence' : type === 'string' ? 'a string' : type;
		const isNegative = typeof value === 'number' && type.startsWith('u');
		deserializeError(
			exchange,
			`parameters.${name}: invalid ${isNegative ? 'value' : 'type'}: ${serdeType(value)}, expected ${expected}`,
		);
	}
}

type Rule = readonly [isBroken: (parameters: Fields) => boolean, words: string];

const number = (name: string, test: (value: number) => boolean) => (parameters: Fields) => {
	const value = parameters[name];
	return typeof value === 'number' && test(value);
};
const isUnit = (value: number) => value <= 0 || value >= 1;

const RULES: readonly Rule[] = [
	[number('temperature', (value) => value <= 0), '`temperature` must be strictly positive'],
	[number('repetition_penalty', (value) => value <= 0), '`repetition_penalty` must be strictly positive'],
	[number('frequency_penalty', (value) => value < -2 || value > 2), '`frequency_penalty` must be >= -2.0 and <= 2.0'],
	[number('top_p', isUnit), '`top_p` must be > 0.0 and < 1.0'],
	[number('typical_p', isUnit), '`typical_p` must be > 0.0 and < 1.0'],
	[number('top_k', (value) => value <= 0), '`top_k` must be strictly positive'],
	[number('max_new_tokens', (value) => value <= 0), '`max_new_tokens` must be strictly positive'],
];

function checkBestOf(parameters: Fields): void {
	const { best_of: best, seed, do_sample: sampled, temperature } = parameters;
	if (typeof best !== 'number' || best === 1) return;
	if (best <= 0 || best > MOST_BEST_OF) invalid(`\`best_of\` must be > 0 and <= ${MOST_BEST_OF}. Given: ${best}`);
	const isSampled =
		sampled === true || temperature !== undefined || parameters.top_k !== undefined || parameters.top_p !== undefined;
	if (!isSampled) invalid('you must use sampling when `best_of` is > 1');
	if (seed !== undefined) invalid('`seed` must not be set when `best_of` > 1');
}

function checkLengths(inputs: string, parameters: Fields): void {
	const stops = listOf(parameters.stop).length;
	if (stops > MOST_STOPS) invalid(`\`stop\` supports up to ${MOST_STOPS} stop sequences. Given: ${stops}`);
	const { truncate, max_new_tokens: most } = parameters;
	if (typeof truncate === 'number' && (truncate === 0 || truncate > MOST_INPUT_TOKENS)) {
		invalid(`\`truncate\` must be strictly positive and less than ${MOST_INPUT_TOKENS}. Given: ${truncate}`);
	}
	if (inputs === '') invalid('`inputs` cannot be empty');
	const length = Math.min(tokensOf(inputs).length, typeof truncate === 'number' ? truncate : Infinity);
	if (length > MOST_INPUT_TOKENS)
		invalid(`\`inputs\` must have less than ${MOST_INPUT_TOKENS} tokens. Given: ${length}`);
	if (typeof most === 'number' && most + length > MOST_TOKENS) {
		invalid(
			`\`inputs\` tokens + \`max_new_tokens\` must be <= ${MOST_TOKENS}. Given: ${length} \`inputs\` tokens and ${most} \`max_new_tokens\``,
		);
	}
}

/** What cannot be streamed. TGI says it as an event of a stream that has begun. */
export function streamProblem(parameters: Fields): string | undefined {
	if (typeof parameters.best_of === 'number' && parameters.best_of > 1)
		return '`best_of` != 1 is not supported when streaming tokens';
	return parameters.decoder_input_details === true
		? '`decoder_input_details` == true is not supported when streaming tokens'
		: undefined;
}

/** Checks a request for text as TGI does, and gives its parameters. */
export function checkGenerate(exchange: Exchange): { inputs: string; parameters: Fields } {
	checkBody(exchange);
	const root = rootOf(exchange);
	if (!('inputs' in root)) deserializeError(exchange, 'missing field `inputs`');
	const { inputs } = root;
	if (typeof inputs !== 'string')
		return deserializeError(exchange, `inputs: invalid type: ${serdeType(inputs)}, expected a string`);
	if (root.parameters !== undefined && !isFields(root.parameters)) {
		deserializeError(
			exchange,
			`parameters: invalid type: ${serdeType(root.parameters)}, expected struct GenerateParameters`,
		);
	}
	const parameters = fieldsOf(root.parameters);
	checkTypes(exchange, parameters);
	const broken = RULES.find(([isBroken]) => isBroken(parameters));
	if (broken !== undefined) invalid(broken[1]);
	checkBestOf(root.stream === true ? { ...parameters, best_of: 1 } : parameters);
	checkLengths(inputs, parameters);
	return { inputs, parameters };
}

/** Checks a chat request as TGI does: its `response_format` is not OpenAI's. */
export function checkChat(exchange: Exchange): void {
	checkBody(exchange);
	const root = rootOf(exchange);
	if (!Array.isArray(root.messages)) deserializeError(exchange, 'missing field `messages`');
	const { logit_bias: bias } = root;
	if (bias !== undefined && !Array.isArray(bias))
		deserializeError(exchange, `logit_bias: invalid type: ${serdeType(bias)}, expected a sequence`);
	const format = root.response_format;
	if (format === undefined || format === null) return;
	const { type, value } = fieldsOf(format);
	const known = ['json', 'json_object', 'json_schema', 'regex'];
	if (!known.includes(String(type))) {
		deserializeError(
			exchange,
			`response_format: unknown variant \`${String(type)}\`, expected one of \`json\`, \`json_object\`, \`json_schema\`, \`regex\``,
		);
	}
	if (value === undefined) deserializeError(exchange, 'response_format: missing field `value`');
	if (listOf(root.tools).length > 0)
		throw new Refusal(422, { error: 'Tool error: Grammar and tools are mutually exclusive', error_type: 'tool_error' });
}
