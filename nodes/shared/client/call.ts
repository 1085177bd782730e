import { MB, readBytes } from '../http/body';
import { sleep, type Deadline } from '../http/deadline';
import type { Egress } from '../http/dispatcher';
import { DeadlineError, HttpError } from '../http/errors';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { send, type Redirects } from '../http/redirects';
import { endOf } from './endOf';
import type { InferenceError } from './errors';
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
	/** Whether a connection that cannot be made is the end of the call, whatever the rules say. */
	readonly isProbe?: boolean;
	/** Waits for the turn of the next request, and may refuse it by throwing. */
	readonly beforeAttempt?: (signal: AbortSignal) => Promise<void>;
	/** Told that the server loads its model; gives the wait until it is worth asking again, in milliseconds. */
	readonly onLoading?: (reason: InferenceError, asked: number | undefined) => number;
	/** Told that a request was taken: its answer begins. */
	readonly onAccepted?: () => void;
	/** Told of every wait before a try, with the reason. */
	readonly onWait?: (reason: InferenceError) => Pause;
	/** Told of each attempt that the server took, or refused for their number, for whoever keeps count over many calls. */
	readonly onOutcome?: (outcome: 'answered' | 'rateLimited') => void;
	/** Told that the model has worked, or that its provider took a job which is still to end. */
	readonly onBilled?: () => void;
}

/** A wait before a try. */
export interface Pause {
	/**
	 * Waits on, once the time is over, until as few calls run as the service takes.
	 * @throws the signal's reason when it is aborted before
	 */
	readonly turn: (signal: AbortSignal) => Promise<void>;
	/** Must be called when the call goes on, or ends; further calls change nothing. */
	readonly end: () => void;
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
export async function call<T>(
	request: Call,
	context: CallContext,
	read: (response: HttpResponse) => Promise<T>,
): Promise<{ result: T; report: CallReport }> {
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
		const asked = answer && askedWait(answer);
		if (asked !== undefined && asked >= deadline.remaining) throw error;
		const gated = repeat === 'whileLoading' ? context.onLoading?.(error, asked) : undefined;
		const wait = gated ?? waitBefore(repeat === 'counted' ? retries : loadingWaits, answer);
		if (wait >= deadline.remaining) throw error;
		const pause = context.onWait?.(error);
		lastFailure = error;
		try {
			// A gate holds the next attempt back by itself.
			if (gated === undefined) await sleep(wait, deadline.signal);
			await pause?.turn(deadline.signal);
		} catch (reason) {
			throw reason instanceof DeadlineError ? error : known(endOf(reason, request));
		} finally {
			pause?.end();
		}
	}

	function mayRepeat(repeat: Failure['repeat']): boolean {
		return repeat === 'counted'
			? retries <= context.rules.maxRetries
			: repeat === 'whileLoading' && context.rules.waitForModel;
	}

	async function attempt(): Promise<{ result: T; report: CallReport } | Failure> {
		let sent = 0;
		try {
			await context.beforeAttempt?.(deadline.signal);
			attempts += 1;
			sent = performance.now();
			const response = await send(
				httpRequest(),
				{ egress: context.egress, signal: deadline.signal },
				context.redirects,
			);
			if (response.status >= 300 || response.status < 200) {
				const answer = await readFailure(response, performance.now() - sent);
				const repeat = repeatOf(answer);
				if (answer.status === 429) context.onOutcome?.('rateLimited');
				else if (repeat === 'never') context.onOutcome?.('answered');
				return { error: known(errorOf(answer, request)), answer, repeat };
			}
			context.onAccepted?.();
			const result = await readToEnd(response, read);
			context.onOutcome?.('answered');
			return {
				result,
				report: {
					attempts,
					headers: response.headers,
					requestId: requestIdOf(response.headers),
					durationMs: performance.now() - started,
				},
			};
		} catch (error) {
			const isUnreachable = error instanceof HttpError && error.failure === 'unreachable';
			const isInterrupted = error instanceof HttpError && error.failure === 'interrupted';
			const repeat =
				(isUnreachable && !context.isProbe) || (isInterrupted && context.rules.retryInterrupted) ? 'counted' : 'never';
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
		return {
			method: 'POST',
			url,
			headers: { ...request.headers, 'content-type': contentType },
			body: body.content,
			length: body.length,
		};
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
