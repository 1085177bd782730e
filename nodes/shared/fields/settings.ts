import { invalidInput } from '../client/errors';
import { isObject, type JsonObject } from '../client/json';
import type { RetryRules } from '../client/retry';
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
}

/** The options of a run as a whole: those of its first item. */
export interface RunSettings {
	readonly maxConcurrency: number;
	readonly batchSize: number;
	/** 0 is no limit. */
	readonly requestsPerMinute: number;
}

/**
 * Reads the options of a run as a whole.
 * @throws {InferenceError} `invalidInput`, naming the option
 */
export function readRunSettings(given: unknown): RunSettings {
	const options = isObject(given) ? given : {};
	return {
		maxConcurrency: whole(options.maxConcurrency, 'Max Concurrency', 5, 1, 100),
		batchSize: whole(options.batchSize, 'Batch Size', 1, 1, 10_000),
		requestsPerMinute: clamped(options.requestsPerMinute, 'Requests per Minute', 0, 0, 1_000_000),
	};
}

/**
 * Reads the options of one item.
 * @throws {InferenceError} `invalidInput`, naming the option
 */
export function readSettings(given: unknown): Settings {
	const options = isObject(given) ? given : {};
	const flag = (name: string, otherwise: boolean): boolean =>
		typeof options[name] === 'boolean'
			? options[name]
			: options[name] === 'true'
				? true
				: options[name] === 'false'
					? false
					: otherwise;
	return {
		timeoutSeconds: clamped(options.timeout, 'Timeout', 600, 0, 86_400),
		rules: {
			maxRetries: whole(options.maxRetries, 'Max Retries', 5, 0, 100),
			waitForModel: flag('waitForModel', true),
			retryInterrupted: flag('retryInterrupted', false),
		},
		splitResults: flag('splitResults', false),
		includeInputFields: flag('includeInputFields', false),
		includeMetadata: flag('includeMetadata', false),
		annotatedImage: flag('annotatedImage', false),
		enableStreaming: flag('enableStreaming', true),
		servedModel: typeof options.servedModel === 'string' ? options.servedModel.trim() : '',
		fallbackProviders: fallbacks(options.fallbackProviders),
		extraParameters: plainObject('Extra Parameters', options.extraParameters),
		headers: readHeaders(options.headers),
	};
}

function clamped(given: unknown, label: string, otherwise: number, min: number, max: number): number {
	if (given === undefined || given === null || given === '') return otherwise;
	const value = isScalar(given) ? Number(given) : NaN;
	if (Number.isNaN(value))
		throw invalidInput(
			`'${label}' in 'Options' must be a number, and is ${shown(given)}`,
			`Write a number from ${min} to ${max}.`,
		);
	return Math.min(max, Math.max(min, value));
}

function whole(given: unknown, label: string, otherwise: number, min: number, max: number): number {
	return Math.round(clamped(given, label, otherwise, min, max));
}

function fallbacks(given: unknown): string[] {
	const list = valueOf(
		{ kind: 'list', split: 'commas', name: 'fallbackProviders', label: 'Fallback Providers', description: '' },
		given,
	);
	return Array.isArray(list) ? list.map(String) : [];
}

/** Headers of one connection, and those that say where a body ends and to whom it goes, are not the user's. */
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

function readHeaders(given: unknown): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(plainObject('Headers', given))) {
		const text = isScalar(value) ? String(value) : undefined;
		const lower = name.toLowerCase();
		if (!HEADER_NAME.test(name))
			throw invalidInput(
				`'Headers' in 'Options' holds a name that no header can have: ${JSON.stringify(name)}`,
				'Use letters, digits and hyphens.',
			);
		if (FORBIDDEN_HEADERS.includes(lower))
			throw invalidInput(`The header '${name}' in 'Headers' is set by the connection itself`, 'Take it out.');
		if (text === undefined || !HEADER_VALUE.test(text))
			throw invalidInput(
				`The value of '${name}' in 'Headers' cannot stand in a header`,
				'Use text without line breaks.',
			);
		headers[lower] = text;
	}
	return headers;
}
