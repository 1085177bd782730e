import { MB, readBytes } from '../http/body';
import { sleep, type Deadline } from '../http/deadline';
import type { Egress } from '../http/dispatcher';
import { CancelledError, DeadlineError, HttpError, causeOf } from '../http/errors';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { send, type Redirects } from '../http/redirects';
import { InferenceError, unexpectedResponse } from './errors';
import { jsonIn } from './json';
import { encode, isSentRaw, type Payload } from './payload';
import { askedWait, repeatOf, waitBefore, type FailedAnswer, type RetryRules } from './retry';
import { errorOf, requestIdOf, type Subject } from './serverError';

/** Where and how one call goes. */
export interface Call extends Subject {
	readonly headers: Readonly<Record<string, string>>;
	/** What is sent by POST; a call without it is a GET. */
	readonly payload?: Payload;
	/** Another payload after an answer that refused this one; undefined where there is none to try. */
	readonly rewrite?: (answer: FailedAnswer, payload: Payload) => Promise<Rewritten | undefined>;
}

/** A request in another form, or to another address of the same server. */
export interface Rewritten {
	readonly payload: Payload;
	readonly url?: URL;
}

/** What a call needs of its surroundings. */
export interface CallContext {
	readonly egress?: Egress;
	readonly deadline: Deadline;
	readonly rules: RetryRules;
	/** Where earlier calls were sent on to; such a target is asked at once. */
	readonly redirects?: Redirects;
	/** Waits for the turn of the next request, and may refuse it by throwing. */
	readonly beforeAttempt?: (url: URL, signal: AbortSignal) => Promise<void>;
	/** Told that the server loads its model; gives the wait until it is worth asking again, in milliseconds. */
	readonly onLoading?: (url: URL, asked: number | undefined) => number;
	/** Told of every wait before a try, with the reason; what it gives is called when the wait is over. */
	readonly onWait?: (reason: InferenceError, milliseconds: number) => () => void;
	/** Told how each attempt ended, for whoever keeps count over many calls. */
	readonly onOutcome?: (url: URL, outcome: 'answered' | 'rateLimited' | 'unreachable') => void;
	/** Told that the model has worked, or that its provider took a job which is still to end. */
	readonly onBilled?: () => void;
}

/** What is known of a call that succeeded, beside its answer. */
export interface CallReport {
	readonly attempts: number;
	readonly headers: HttpResponse['headers'];
	readonly requestId?: string;
	readonly durationMs: number;
}

const MAX_ERROR_BYTES = MB;

/**
 * Makes a call and reads its answer, repeating it where that cannot be billed twice.
 * @param read reads a successful answer to its end; it runs inside the deadline and the retry rules
 * @throws {InferenceError} for every failure
 */
export async function call<T>(request: Call, context: CallContext, read: (response: HttpResponse) => Promise<T>): Promise<{ result: T; report: CallReport }> {
	const { deadline } = context;
	const started = performance.now();
	let payload = request.payload;
	let url = request.url;
	/** The Content-Type that the user chose; with that of JSON a file goes in JSON. */
	let namedType: string | undefined = request.headers['content-type'];
	let rawFiles = namedType === undefined || !/^application\/json\b/i.test(namedType);
	let attempts = 0;
	let retries = 0;
	let loadingWaits = 0;
	let lastFailure: InferenceError | undefined;
	deadline.start();
	for (;;) {
		const failure = await attempt();
		if ('result' in failure) return failure;
		const { error, answer, repeat } = failure;
		if (answer && (await rewrite(answer))) continue;
		if (repeat === 'counted') retries += 1;
		else loadingWaits += 1;
		if (!mayRepeat(repeat)) throw error;
		const gated = repeat === 'whileLoading' ? context.onLoading?.(url, answer && askedWait(answer)) : undefined;
		const wait = gated ?? waitBefore(repeat === 'counted' ? retries : loadingWaits, answer);
		if (wait >= deadline.remaining) throw error;
		const goOn = context.onWait?.(error, wait);
		lastFailure = error;
		// A gate holds the next attempt back by itself.
		const waited = gated === undefined ? sleep(wait, deadline.signal) : Promise.resolve();
		await waited
			.catch((reason: unknown) => {
				throw known(endOf(reason, request));
			})
			.finally(goOn);
	}

	function mayRepeat(repeat: Failure['repeat']): boolean {
		return repeat === 'counted' ? retries <= context.rules.maxRetries : repeat === 'whileLoading' && context.rules.waitForModel;
	}

	async function attempt(): Promise<{ result: T; report: CallReport } | Failure> {
		let sent = 0;
		try {
			await context.beforeAttempt?.(url, deadline.signal);
			attempts += 1;
			sent = performance.now();
			const response = await send(httpRequest(), { egress: context.egress, signal: deadline.signal }, context.redirects);
			if (response.status >= 300 || response.status < 200) {
				const answer = await readFailure(response, performance.now() - sent);
				context.onOutcome?.(url, answer.status === 429 ? 'rateLimited' : 'answered');
				return { error: known(errorOf(answer, request)), answer, repeat: repeatOf(answer) };
			}
			const result = await readToEnd(response, read);
			context.onOutcome?.(url, 'answered');
			return { result, report: { attempts, headers: response.headers, requestId: requestIdOf(response.headers), durationMs: performance.now() - started } };
		} catch (error) {
			const isUnreachable = error instanceof HttpError && error.failure === 'unreachable';
			const isInterrupted = error instanceof HttpError && error.failure === 'interrupted';
			if (isUnreachable) context.onOutcome?.(url, 'unreachable');
			const repeat = isUnreachable || (isInterrupted && context.rules.retryInterrupted) ? 'counted' : 'never';
			// Time that ran out while nothing was asked is owed to what the wait was for.
			const isWaiting = sent === 0 && error instanceof DeadlineError;
			return { error: isWaiting && lastFailure ? lastFailure : known(endOf(error, request)), repeat };
		}
	}

	function httpRequest(): HttpRequest {
		if (payload === undefined) return { method: 'GET', url, headers: request.headers };
		const body = encode(payload, { rawFiles });
		// That of a form says where its parts end.
		const contentType = body.contentType.startsWith('multipart/') ? body.contentType : (namedType ?? body.contentType);
		return { method: 'POST', url, headers: { ...request.headers, 'content-type': contentType }, body: body.content, length: body.length };
	}

	/** A server that refused the form of the request has run nothing: another form may be tried. */
	async function rewrite(answer: FailedAnswer): Promise<boolean> {
		if (payload === undefined) return false;
		if (rawFiles && isSentRaw(payload) && refusesMediaType(answer)) {
			rawFiles = false;
			namedType = undefined;
			return true;
		}
		const other = await request.rewrite?.(answer, payload).catch((error: unknown) => {
			throw known(endOf(error, request));
		});
		if (other === undefined) return false;
		payload = other.payload;
		url = other.url ?? url;
		return true;
	}

	function known(error: InferenceError): InferenceError {
		return error.with({ attempts, model: request.model, provider: request.provider });
	}
}

/** An answer that is given up half read must not keep its connection open. */
async function readToEnd<T>(response: HttpResponse, read: (response: HttpResponse) => Promise<T>): Promise<T> {
	try {
		return await read(response);
	} finally {
		response.body.destroy();
	}
}

interface Failure {
	readonly error: InferenceError;
	readonly answer?: FailedAnswer;
	readonly repeat: ReturnType<typeof repeatOf>;
}

function refusesMediaType({ status, text }: FailedAnswer): boolean {
	return status === 415 || (status === 400 && /content[- ]type/i.test(text) && /not supported|unsupported/i.test(text));
}

async function readFailure(response: HttpResponse, elapsedMs: number): Promise<FailedAnswer> {
	const { status, headers } = response;
	const text = await readBytes(response, MAX_ERROR_BYTES).then(
		(bytes) => bytes.toString('utf8'),
		() => '',
	);
	return { status, headers, text, json: jsonIn(text), elapsedMs };
}

/** The error for a call that ended without an answer: by the network, its deadline, a limit, or being cancelled. */
export function endOf(error: unknown, subject: Subject): InferenceError {
	if (error instanceof InferenceError) return error;
	if (error instanceof CancelledError) {
		return new InferenceError('The execution was canceled', { type: 'cancelled', cause: error });
	}
	if (error instanceof DeadlineError) {
		return new InferenceError(`${subject.url.host} did not answer within ${error.seconds} s`, {
			type: 'timeout',
			advice: "Raise 'Timeout' in 'Options'. The model may still have worked on it, so that it may have been billed.",
			cause: error,
		});
	}
	if (!(error instanceof HttpError)) {
		return unexpectedResponse(`The answer of ${subject.url.host} could not be used: ${causeOf(error)}`, 'Check the server, or try another model or provider.', error);
	}
	switch (error.failure) {
		case 'unreachable':
			return new InferenceError(`${subject.url.host} could not be reached: ${causeOf(error)}`, {
				type: 'network',
				advice: subject.isEndpoint
					? "Check the address in 'Model' or the credential's 'Endpoint URL', and that the server is running."
					: 'Check the network of this n8n, its proxy settings, and https://status.huggingface.co',
				cause: error,
			});
		case 'interrupted':
			return new InferenceError(`The connection to ${subject.url.host} broke after the request was sent: ${causeOf(error)}`, {
				type: 'network',
				advice: "The model may have worked on it, so that it may have been billed; it is not asked again unless 'Retry Interrupted' in 'Options' is on.",
				cause: error,
			});
		case 'refused':
			return new InferenceError(`The request was stopped: ${error.message}`, {
				type: 'refusedHost',
				advice: "Check the address in 'Model', and the outgoing connections that this n8n allows.",
				cause: error,
			});
		case 'limit':
			return unexpectedResponse(`The answer of ${subject.url.host} was not taken: ${error.message}`, 'Check the server, or ask for less at once.', error);
	}
}
