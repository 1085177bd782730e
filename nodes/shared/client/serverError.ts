import type { IncomingHttpHeaders } from 'node:http';
import { InferenceError, type ErrorType } from './errors';
import { isObject, type JsonValue } from './json';
import { firstOf } from '../http/exchange';
import { askedWait, isLoading, type FailedAnswer } from './retry';

/** What an error is about: named in its words. */
export interface Subject {
	/** The model's id, or the server's host where a URL was called. */
	readonly model?: string;
	readonly provider?: string;
	readonly url: URL;
	readonly isEndpoint: boolean;
}

const MAX_WORDS = 1_000;

/** Turns an answer with a failure status into an error that says what happened and what to do. */
export function errorOf(answer: FailedAnswer, subject: Subject): InferenceError {
	const type = typeOf(answer);
	const words = wordsOf(answer);
	return new InferenceError(sentence(answer, type, subject, words), {
		type,
		advice: adviceOf(answer, type, subject),
		status: answer.status,
		requestId: requestIdOf(answer.headers),
		model: subject.model,
		provider: subject.provider,
		retryAfterMs: askedWait(answer),
		response: failedGeneration(answer.json),
	});
}

/** What Groq's models wrote where it did not fit what was asked for: its words point to it. */
export function failedGeneration(json: JsonValue | undefined): JsonValue | undefined {
	if (!isObject(json)) return undefined;
	const { failed_generation: text, error } = json;
	return text ?? (isObject(error) ? error.failed_generation : undefined) ?? undefined;
}

function typeOf(answer: FailedAnswer): ErrorType {
	const { status } = answer;
	if ([401, 403].includes(status)) return 'authentication';
	if (status === 402) return 'billing';
	if ([404, 410].includes(status)) return 'notFound';
	if (status === 429) return 'rateLimit';
	if (status === 408) return 'timeout';
	if (status === 503 && isLoading(answer)) return 'modelLoading';
	if (status === 424 || status >= 500) return 'server';
	return status >= 400 ? 'invalidInput' : 'unexpectedResponse';
}

function sentence(answer: FailedAnswer, type: ErrorType, subject: Subject, words: string): string {
	const who = subject.isEndpoint ? `The server ${subject.url.host}` : servedBy(subject);
	const said = words === '' ? '' : `: ${words}`;
	switch (type) {
		case 'authentication':
			return answer.status === 401
				? `${who} did not accept the access token${said}`
				: `${who} does not allow this call${said}`;
		case 'billing':
			return `${who} asks for payment${said}`;
		case 'notFound':
			return subject.isEndpoint || subject.model === undefined
				? `${who} has nothing at this address${said}`
				: `The model '${subject.model}' was not found on ${servedBy(subject)}${said}`;
		case 'rateLimit':
			return `${who} gets too many requests at the moment${said}`;
		case 'modelLoading':
			return `The model is still loading${said}`;
		case 'invalidInput':
			return `${who} refused the request (${answer.status})${said}`;
		default:
			return `${who} answered with status ${answer.status}${said}`;
	}
}

function servedBy({ provider }: Subject): string {
	return provider === undefined || provider === 'hf-inference' || provider === 'auto'
		? 'Hugging Face'
		: `Hugging Face provider ${provider}`;
}

function adviceOf(answer: FailedAnswer, type: ErrorType, subject: Subject): string {
	switch (type) {
		case 'authentication':
			return answer.status === 401
				? "Check 'Access Token' in the credential: it may be mistyped, expired or deleted."
				: "Give the token the permission 'Make calls to Inference Providers' at https://huggingface.co/settings/tokens, and accept the terms on the model's page if it is gated.";
		case 'billing':
			return 'The credits included in the account are used up, or paying as you go is off: see https://huggingface.co/settings/billing';
		case 'notFound':
			return subject.isEndpoint
				? "Check the address in 'Model' or the credential's 'Endpoint URL', and that the endpoint still exists."
				: "Choose another model in 'Model' or another 'Provider', or check that your token may see it.";
		case 'rateLimit':
			return "Lower 'Max Concurrency' or set 'Requests per Minute' in 'Options', or try again later.";
		case 'modelLoading':
			return "Raise 'Timeout' in 'Options', and leave 'Wait for Model' on.";
		case 'timeout':
			return "Try again later, or raise 'Timeout' in 'Options'.";
		case 'invalidInput':
			return "Check the inputs and 'Model Parameters' against what this model takes.";
		default:
			return answer.status === 502 || answer.status === 504
				? 'The model may have worked on it, so that it may have been billed: look before you run it again.'
				: 'Try again later, or choose another model or provider.';
	}
}

/** The id under which the service's support finds the request. */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
	return firstOf(headers['x-request-id'] ?? headers['x-amzn-trace-id'] ?? headers['x-amz-cf-id']);
}

/** The server's own words, whatever form they come in; empty where there are none. */
export function wordsOf({ json, text }: Pick<FailedAnswer, 'json' | 'text'>): string {
	const said = json === undefined ? textWords(text) : jsonWords(json);
	// Some servers send the file back that they could not read.
	const words = said.replace(/[A-Za-z0-9+/=_-]{200,}/g, (run) => `${run.slice(0, 40)}…`);
	return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words;
}

/** Error bodies of Hugging Face's servers, the providers and FastAPI: reference, "body shapes". */
function jsonWords(json: JsonValue): string {
	if (typeof json === 'string') return json;
	if (Array.isArray(json)) return json.map(jsonWords).filter(Boolean).join('; ');
	if (!isObject(json)) return '';
	for (const key of ['error', 'detail', 'message', 'msg', 'errors', 'title', 'error_description'] as const) {
		const value = json[key];
		if (value === undefined || value === null || value === '') continue;
		const words = key === 'msg' ? withPlace(json) : jsonWords(value);
		if (words !== '') return words;
	}
	return '';
}

/** A validation message with the part of the request that it is about: `inputs: field required`. */
function withPlace({ msg, loc }: { [key: string]: JsonValue }): string {
	const place = Array.isArray(loc) ? loc.filter((part) => part !== 'body').join('.') : '';
	return place === '' ? String(msg) : `${place}: ${String(msg)}`;
}

function textWords(text: string): string {
	if (!/^\s*<(!doctype|html|\?xml)/i.test(text)) return text.trim();
	return pageTitle(text) ?? 'a web page instead of an answer';
}

/** The title of a web page, looked for where it usually is. */
export function pageTitle(html: string): string | undefined {
	return /<title[^<>]*>([^<]*)<\/title>/i.exec(html.slice(0, 4096))?.[1]?.trim() || undefined;
}
