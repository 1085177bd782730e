import { Deadline } from '../http/deadline';
import { DeadlineError, HttpError } from '../http/errors';
import type { HttpResponse } from '../http/exchange';
import { send } from '../http/redirects';
import { callError } from './callError';
import { httpRequestOf, type Call, type CallContext, type CallReport, type CallResult, type Sent } from './callRequest';
import { InferenceError } from './errors';
import { readFailure } from './failedAnswer';
import type { Outcome } from './pacer';
import { askedWait, isRefusal, repeatOf, type FailedAnswer, type Repeat } from './retry';
import { errorOf, requestIdOf, type Subject } from './serverError';

/**
 * Makes a call and reads its answer, repeating it where that cannot be billed twice.
 * @param read reads a successful answer to its end; it runs inside the deadline and the retry rules
 * @throws {InferenceError} for every failure
 */
export function call<T>(
	request: Call,
	context: CallContext,
	read: (response: HttpResponse) => Promise<T>,
): Promise<CallResult<T>> {
	const { deadline, pacer } = context;
	deadline.start();
	return new Attempts(request, context, read).run().then(
		(called) => {
			pacer.end();
			return called;
		},
		(error: unknown) => {
			pacer.end(error instanceof InferenceError ? error : undefined);
			throw error;
		},
	);
}

interface FailedAttempt {
	readonly error: InferenceError;
	readonly answer?: FailedAnswer;
	readonly repeat: Repeat;
}

/** The attempts of one call. */
class Attempts<T> {
	private readonly started = performance.now();
	private sent: Sent;
	private attempts = 0;
	private readonly tries = { counted: 0, whileLoading: 0 };
	/** What the service had answered to anybody when this call was refused last. */
	private progress?: number;
	private lastFailure?: InferenceError;

	constructor(
		private readonly request: Call,
		private readonly context: CallContext,
		private readonly read: (response: HttpResponse) => Promise<T>,
	) {
		const { url, payload, contentType } = request;
		this.sent = { url, payload, contentType };
	}

	async run(): Promise<CallResult<T>> {
		for (;;) {
			const ended = await this.attempt();
			if ('result' in ended) return ended;
			if (ended.answer && (await this.rewrite(ended.answer))) continue;
			await this.waitAfter(ended);
			this.lastFailure = ended.error;
		}
	}

	/** @throws {InferenceError} where the failure is final */
	private async waitAfter({ error, answer, repeat }: FailedAttempt): Promise<void> {
		const { deadline, pacer } = this.context;
		if (repeat === 'never' || !this.mayRepeat(repeat, answer)) {
			if (answer !== undefined && isRefusal(answer)) pacer.onGivenUp(error);
			throw error;
		}
		const askedMs = answer && askedWait(answer);
		const remainingMs = deadline.remaining;
		if (askedMs !== undefined && askedMs >= remainingMs) throw error;
		const failure = { error, answer, repeat, tries: this.tries[repeat], askedMs, remainingMs };
		const isOver = await pacer.wait(failure, deadline.signal).catch((reason: unknown) => {
			throw reason instanceof DeadlineError ? error : this.known(callError(reason, this.subject));
		});
		if (!isOver) throw error;
	}

	/** Counts a failure. A refusal while the service answers others is a place in its queue: the count starts anew. */
	private mayRepeat(repeat: Exclude<Repeat, 'never'>, answer: FailedAnswer | undefined): boolean {
		const { rules, pacer } = this.context;
		if (repeat === 'whileLoading') {
			this.tries.whileLoading += 1;
			return rules.waitForModel;
		}
		const isQueued = answer !== undefined && isRefusal(answer) && this.progress !== pacer.progress();
		this.progress = pacer.progress();
		this.tries.counted = isQueued ? 1 : this.tries.counted + 1;
		return this.tries.counted <= rules.maxRetries;
	}

	private async attempt(): Promise<CallResult<T> | FailedAttempt> {
		const { context } = this;
		try {
			await context.pacer.enter(context.deadline.signal);
		} catch (error) {
			return { error: this.unsent(error), repeat: 'never' };
		}
		this.progress ??= context.pacer.progress();
		this.attempts += 1;
		const limit =
			context.attemptSeconds === undefined ? context.deadline : this.attemptDeadline(context.attemptSeconds);
		try {
			return await this.exchange(limit.signal);
		} catch (error) {
			return this.broken(error);
		} finally {
			if (limit !== context.deadline) limit.clear();
		}
	}

	private attemptDeadline(seconds: number): Deadline {
		const limit = new Deadline(seconds, [this.context.deadline.signal]);
		limit.start();
		return limit;
	}

	private async exchange(signal: AbortSignal): Promise<CallResult<T> | FailedAttempt> {
		const { egress, pacer, redirects } = this.context;
		const sentAt = performance.now();
		const response = await send(httpRequestOf(this.sent, this.request.headers), { egress, signal }, redirects);
		if (response.status >= 300 || response.status < 200) {
			const answer = await readFailure(response, performance.now() - sentAt);
			const repeat = repeatOf(answer);
			pacer.leave(outcomeOf(answer, repeat), askedWait(answer));
			return { error: this.known(errorOf(answer, this.subject)), answer, repeat };
		}
		pacer.onAccepted();
		try {
			const result = await this.read(response);
			pacer.leave('answered');
			return { result, report: this.reportOf(response), url: this.sent.url };
		} finally {
			// An answer that is given up half read must not keep its connection open.
			response.body.destroy();
		}
	}

	private reportOf({ headers }: HttpResponse): CallReport {
		const durationMs = performance.now() - this.started;
		return { attempts: this.attempts, headers, requestId: requestIdOf(headers), durationMs };
	}

	private broken(error: unknown): FailedAttempt {
		const { pacer, rules } = this.context;
		const failure = error instanceof HttpError ? error.failure : undefined;
		pacer.leave(failure === 'unreachable' ? 'unreachable' : 'broken');
		const explained = this.known(callError(error, this.subject));
		const isCut = failure === 'interrupted' || explained.details.isCut === true;
		const isCounted = failure === 'unreachable' || (isCut && rules.retryInterrupted);
		return { error: explained, repeat: isCounted ? 'counted' : 'never' };
	}

	/** If the deadline passes during a wait, the error is the one that was waited for. */
	private unsent(error: unknown): InferenceError {
		if (!(error instanceof DeadlineError)) return this.known(callError(error, this.subject));
		return this.lastFailure ?? this.known(callError(new DeadlineError(error.seconds, true), this.subject));
	}

	private get subject(): Subject {
		return { ...this.request, url: this.sent.url };
	}

	/** A server that refused the form of the request has run nothing: another form may be tried. */
	private async rewrite(answer: FailedAnswer): Promise<boolean> {
		const other = await this.request.rewrite?.(answer, this.sent).catch((error: unknown) => {
			throw this.known(callError(error, this.subject));
		});
		if (other === undefined) return false;
		this.sent = other;
		return true;
	}

	private known(error: InferenceError): InferenceError {
		const { model, provider } = this.request;
		return error.with({ attempts: this.attempts, model, provider });
	}
}

function outcomeOf(answer: FailedAnswer, repeat: Repeat): Outcome {
	if (repeat === 'whileLoading') return 'loading';
	return isRefusal(answer) ? 'refused' : 'answered';
}
