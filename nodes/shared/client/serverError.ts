import type { IncomingHttpHeaders } from 'node:http';
import { InferenceError, kept, type ErrorType } from './errors';
import { isObject, type JsonValue } from './json';
import { firstOf } from '../http/exchange';
import { askedWait, isLoading, type FailedAnswer } from './retry';

/** The subject of an error: its words name it. */
export interface Subject {
	/** The model's id, or the server's host where a URL was called. */
	readonly model?: string;
	readonly provider?: string;
	readonly url: URL;
	readonly isEndpoint: boolean;
	/** Why the request was made; absent: for inference. Nothing else can be billed. */
	readonly purpose?: 'lookup' | 'poll' | 'download';
	/** Whether the request carried no token. */
	readonly isAnonymous?: boolean;
}

/** Whether a request may have been billed although its answer is lost. */
export function isBillable({ purpose }: Subject): boolean {
	return purpose === undefined;
}

const MAX_WORDS = 1_000;

/** Turns an answer with a failure status into an error that says what happened and what to do. */
export function errorOf(answer: FailedAnswer, subject: Subject): InferenceError {
	const type = typeOf(answer);
	const words = wordsOf(answer);
	return new InferenceError(sentence(answer, type, { ...subject, words }), {
		type,
		advice: adviceOf(answer, type, subject),
		status: answer.status,
		requestId: requestIdOf(answer.headers),
		model: subject.model,
		provider: subject.provider,
		retryAfterMs: askedWait(answer),
		response: failedGeneration(answer.json) ?? paidFailure(answer),
	});
}

/** A model that failed may have run: its words are kept. A refusal is free, and may send the whole request back. */
function paidFailure({ status, text, json }: FailedAnswer): unknown {
	return text !== '' && (status === 424 || status >= 500) ? kept(json ?? text) : undefined;
}

/** The text of Groq's model that did not fit the schema: the message points to it. */
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

function sentence(answer: FailedAnswer, type: ErrorType, subject: Subject & { words: string }): string {
	const who = subject.isEndpoint ? `The server ${subject.url.host}` : servedBy(subject);
	const said = subject.words === '' ? '' : `: ${subject.words}`;
	switch (type) {
		case 'authentication':
			return refusedToken(answer, subject, who) + said;
		case 'billing':
			return `${who} requires payment${said}`;
		case 'notFound':
			return subject.isEndpoint || subject.model === undefined
				? `${who} returned ${answer.status} for this address${said}`
				: `The model '${subject.model}' was not found on ${servedBy(subject)}${said}`;
		case 'rateLimit':
			return `${who} is rate limiting requests${said}`;
		case 'modelLoading':
			return `The model is still loading${said}`;
		case 'invalidInput':
			return `${who} rejected the request (${answer.status})${said}`;
		default:
			return `${who} returned status ${answer.status}${said}`;
	}
}

function refusedToken({ status }: FailedAnswer, { isAnonymous }: Subject, who: string): string {
	if (isAnonymous === true) return `${who} requires an access token, and none was sent`;
	return status === 401 ? `${who} rejected the access token` : `${who} does not allow this call`;
}

function servedBy({ provider }: Subject): string {
	return provider === undefined || provider === 'hf-inference' || provider === 'auto'
		? 'Hugging Face'
		: `Hugging Face provider ${provider}`;
}

function adviceOf(answer: FailedAnswer, type: ErrorType, subject: Subject): string {
	switch (type) {
		case 'authentication':
			return tokenAdvice(answer, subject);
		case 'billing':
			return "The account's credits are used up, or pay-as-you-go is off. See https://huggingface.co/settings/billing";
		case 'notFound':
			return subject.isEndpoint
				? "Check the address in 'Model' or the credential's 'Endpoint URL', and that the endpoint still exists."
				: "Choose another model in 'Model' or another 'Provider', or check that your token has access to it.";
		case 'rateLimit':
			return "Lower 'Max Concurrency' or set 'Requests per Minute' in 'Options', or try again later.";
		case 'modelLoading':
			return "Raise 'Timeout' in 'Options', and leave 'Wait for Model' on.";
		case 'timeout':
			return "Try again later, or raise 'Timeout' in 'Options'.";
		case 'invalidInput':
			return answer.status === 413 ? 'Send a smaller file or a shorter text.' : 'Check the inputs.';
		default:
			return [502, 504].includes(answer.status) && isBillable(subject)
				? 'The request may have run and been billed. Check before you run it again.'
				: 'Try again later, or choose another model or provider.';
	}
}

function tokenAdvice({ status }: FailedAnswer, { isAnonymous }: Subject): string {
	if (isAnonymous === true) {
		return "Set 'Authentication' to Access Token and choose a credential, or fill in its 'Access Token'.";
	}
	return status === 401
		? "Check 'Access Token' in the credential: it may be mistyped, expired or deleted."
		: "Give the token the permission 'Make calls to Inference Providers' at " +
				"https://huggingface.co/settings/tokens, and accept the terms on the model's page if it is gated.";
}

/** The request's id, for the service's support. */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
	return firstOf(headers['x-request-id'] ?? headers['x-amzn-trace-id'] ?? headers['x-amz-cf-id']);
}

/** The server's own words, in any of the known forms; empty where there are none. */
export function wordsOf({ json, text }: Pick<FailedAnswer, 'json' | 'text'>): string {
	const said = json === undefined ? textWords(text) : jsonWords(json);
	// Some servers send an unreadable file back.
	const words = said.replace(/[A-Za-z0-9+/=_-]{200,}/g, (run) => `${run.slice(0, 40)}…`);
	return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words;
}

/** Error bodies of Hugging Face's servers, the providers and FastAPI: reference, "body shapes". */
function jsonWords(json: JsonValue): string {
	if (typeof json === 'string') return json;
	if (Array.isArray(json)) return json.map(jsonWords).filter(Boolean).join('; ');
	if (!isObject(json)) return '';
	if (isCode(json.error) && typeof json.message === 'string' && json.message !== '') return json.message;
	for (const key of ['error', 'detail', 'message', 'msg', 'errors', 'title', 'error_description'] as const) {
		const value = json[key];
		if (value === undefined || value === null || value === '') continue;
		const words = key === 'msg' ? withPlace(json) : jsonWords(value);
		if (words !== '') return words;
	}
	return '';
}

/** A word for programs, beside the message for people. Source: Kokoro-FastAPI, `routers/openai_compatible.py`. */
function isCode(error: JsonValue | undefined): boolean {
	return typeof error === 'string' && /^[a-z]+(_[a-z]+)+$/.test(error);
}

/** A validation message with its place in the request: `inputs: field required`. */
function withPlace({ msg, loc }: { [key: string]: JsonValue }): string {
	const place = Array.isArray(loc) ? loc.filter((part) => part !== 'body').join('.') : '';
	return place === '' ? String(msg) : `${place}: ${String(msg)}`;
}

function textWords(text: string): string {
	if (!/^\s*<(!doctype|html|\?xml)/i.test(text)) return text.trim();
	return pageTitle(text) ?? 'a web page instead of an answer';
}

/** The title of a web page, from its first 4,096 characters. */
export function pageTitle(html: string): string | undefined {
	return /<title[^<>]*>([^<]*)<\/title>/i.exec(html.slice(0, 4096))?.[1]?.trim() || undefined;
}
