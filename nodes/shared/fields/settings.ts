import { invalidInput } from '../client/errors';
import { isObject, type JsonObject } from '../client/json';
import type { RetryRules } from '../client/retry';
import { OPTIONS, type Option, type OptionName } from './options';
import { isScalar, plainObject } from './json';
import { shown, valueOf } from './value';

/** The options of the node for one item, within their bounds. */
export interface Settings {
	/** For the whole call; 0 is none. */
	readonly timeoutSeconds: number;
	readonly rules: RetryRules;
	readonly splitResults: boolean;
	readonly includeInputFields: boolean;
	readonly includeMetadata: boolean;
	readonly annotatedImage: boolean;
	readonly enableStreaming: boolean;
	readonly servedModel: string;
	readonly fallbackProviders: readonly string[];
	readonly extraParameters: JsonObject;
	readonly headers: Readonly<Record<string, string>>;
	/** Of the run as a whole: the first item's count. */
	readonly run: RunSettings;
}

/** The options of a run as a whole. */
export interface RunSettings {
	readonly maxConcurrency: number;
	readonly batchSize: number;
	/** 0 is no limit. */
	readonly requestsPerMinute: number;
	/** In USD; 0 is no limit. */
	readonly maxCost: number;
}

/**
 * Reads the options of one item.
 * @param given the collection, as n8n gives it
 * @param isComputed whether an expression gave the value of an option
 * @throws {InferenceError} `invalidInput`, naming the option
 */
export function readSettings(given: unknown, isComputed: (name: OptionName) => boolean = () => false): Settings {
	const options = isObject(given) ? given : {};
	const flag = (name: OptionName): boolean => flagOf(OPTIONS[name], options[name]);
	const amount = (name: OptionName): number => amountOf(OPTIONS[name], options[name]);
	const record = (name: OptionName): JsonObject =>
		plainObject(OPTIONS[name].field.label, options[name], isComputed(name));
	return {
		timeoutSeconds: amount('timeout'),
		rules: {
			maxRetries: amount('maxRetries'),
			waitForModel: flag('waitForModel'),
			retryInterrupted: flag('retryInterrupted'),
		},
		splitResults: flag('splitResults'),
		includeInputFields: flag('includeInputFields'),
		includeMetadata: flag('includeMetadata'),
		annotatedImage: flag('annotatedImage'),
		enableStreaming: flag('enableStreaming'),
		servedModel: typeof options.servedModel === 'string' ? options.servedModel.trim() : '',
		fallbackProviders: fallbacks(options.fallbackProviders),
		extraParameters: record('extraParameters'),
		headers: readHeaders(record('headers')),
		run: {
			maxConcurrency: amount('maxConcurrency'),
			batchSize: amount('batchSize'),
			requestsPerMinute: amount('requestsPerMinute'),
			maxCost: amount('maxCost'),
		},
	};
}

function isUnset(given: unknown): boolean {
	return given === undefined || given === null || given === '';
}

function flagOf({ field, unset }: Option, given: unknown): boolean {
	if (isUnset(given)) return unset === true;
	const value = isScalar(given) ? String(given).trim().toLowerCase() : '';
	if (value === 'true' || value === 'false') return value === 'true';
	throw invalidInput(
		`'${field.label}' in 'Options' must be true or false, and is ${shown(given)}`,
		`Let the expression in '${field.label}' give true or false.`,
	);
}

/** A number within its bounds; whole where the field is. */
function amountOf({ field, unset }: Option, given: unknown): number {
	if (isUnset(given)) return Number(unset);
	const { min = -Infinity, max = Infinity, integer = false } = field.kind === 'number' ? field : {};
	const value = isScalar(given) ? Number(given) : NaN;
	if (Number.isNaN(value)) {
		throw invalidInput(
			`'${field.label}' in 'Options' must be a number, and is ${shown(given)}`,
			`Write a number from ${min} to ${max}.`,
		);
	}
	const clamped = Math.min(max, Math.max(min, value));
	return integer ? Math.round(clamped) : clamped;
}

function fallbacks(given: unknown): string[] {
	const list = valueOf(OPTIONS.fallbackProviders.field, given);
	return Array.isArray(list) ? list.map(String) : [];
}

/** Headers of one connection, of the body's length, and of its destination are not the user's. */
const FORBIDDEN_HEADERS = [
	'connection',
	'keep-alive',
	'proxy-authenticate',
	'proxy-authorization',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
	'expect',
	'host',
	'content-length',
];
/** Token characters of RFC 9110, and visible text without control characters. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function readHeaders(given: JsonObject): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(given)) {
		headers[name.toLowerCase()] = headerValue(name, value);
	}
	return headers;
}

function headerValue(name: string, value: unknown): string {
	const text = isScalar(value) ? String(value) : undefined;
	if (!HEADER_NAME.test(name)) {
		throw invalidInput(
			`'Headers' in 'Options' holds an invalid header name: ${JSON.stringify(name)}`,
			'Use letters, digits and hyphens.',
		);
	}
	if (FORBIDDEN_HEADERS.includes(name.toLowerCase())) {
		throw invalidInput(`The header '${name}' in 'Headers' is set by the connection itself`, 'Remove it.');
	}
	if (text === undefined || !HEADER_VALUE.test(text)) {
		throw invalidInput(`The value of '${name}' in 'Headers' is not valid in a header`, 'Use text without line breaks.');
	}
	return text;
}
