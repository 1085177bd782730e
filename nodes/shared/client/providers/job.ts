import { sleep } from '../../http/deadline';
import { InferenceError, kept, unexpectedResponse } from '../errors';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { serverJsonIn } from '../lenientJson';
import type { ServerAnswer } from '../response';
import { assertNoFailure } from './failure';
import { helperFor } from './names';
import { quirksOf } from './quirks';
import type { JobQuirks } from './quirks/quirks';
import {
	ask,
	askToCancel,
	jobUrl,
	routedJobUrl,
	withClientRequests,
	type Job,
	type JobRequest,
	type PollAnswer,
} from './transport';

/** A job that a provider queues. */
export interface QueuedJob extends Job {
	/** The task by its name in the Hub's mapping. */
	readonly task: string;
	/** The address of the request, as the official client made it. */
	readonly official: string;
	/**
	 * Told that the provider took the job, so that it is billed.
	 * @param cancel cancels it, once for all calls; whether the provider confirmed that
	 */
	readonly onTaken?: (cancel: () => Promise<boolean>) => void;
}

const MAX_POLLS = 20_000;
/** The official client asks twice a second for as long as a job takes: the pauses grow with the wait. */
const LONGEST_EXTRA_PAUSE_MS = 4_500;
const QUICK_POLLS = 10;
const POLL_PAUSE_MS = 2_000;
const PREDICTION_PAUSE_MS = 500;

/**
 * Waits for the job of an answer where the provider queues one, by the official client's polls. A job is cancelled when
 * the call's signal is aborted.
 * @returns the provider's own last answer, with all results; an answer without a job as it came
 * @throws {InferenceError} `server` for a failure that the answer tells of, `unexpectedResponse` for an answer that
 * is none
 */
export async function awaitResult(answer: ServerAnswer, job: QueuedJob): Promise<ServerAnswer> {
	if (answer.kind !== 'json') return answer;
	assertNoFailure(answer.value, job.provider);
	const waiting = new Waiting(answer.value, job);
	const { signal } = job.context.deadline;
	const onAbort = (): void => void waiting.cancel();
	signal.addEventListener('abort', onAbort, { once: true });
	try {
		return { kind: 'json', value: await waiting.result() };
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}

/** The official client asks for the first file of a result: there is one, and the job is done. */
class Finished extends Error {}

/** Waits for one job. */
class Waiting {
	private last: JsonValue;
	private polls = 0;
	private cancelling?: Promise<boolean>;
	private readonly quirks: JobQuirks;

	constructor(
		private readonly first: JsonValue,
		private readonly job: QueuedJob,
	) {
		this.last = first;
		this.quirks = quirksOf(job.provider).job ?? {};
	}

	async result(): Promise<JsonValue> {
		await this.pollByAddress();
		const { official, headers, context, task, provider } = this.job;
		const { signal } = context.deadline;
		const requests = {
			poll: async (address: string) => responseOf(await this.settled(jobUrl(address, this.job))),
			result: () => Promise.reject(new Finished()),
		};
		try {
			await withClientRequests(requests, async () => {
				await helperFor(provider, task)?.getResponse(this.last, official, { ...headers }, undefined, signal);
			});
		} catch (error) {
			this.assertUsable(error);
		}
		return this.last;
	}

	/** Cancels the job, once; whether the provider confirmed that it ran no further. */
	async cancel(): Promise<boolean> {
		this.cancelling ??= cancelJob(this.first, this.job);
		return await this.cancelling;
	}

	/** Asks for a job that the official client does not ask for. */
	private async pollByAddress(): Promise<void> {
		const { address } = this.quirks;
		while (address !== undefined && isObject(this.last) && this.isPending(this.last)) {
			const url = address(this.last);
			if (url === undefined) return;
			await sleep(PREDICTION_PAUSE_MS, this.job.context.deadline.signal);
			await this.poll(routedJobUrl(url, this.job));
		}
	}

	/** The state of a job; where the official client counts its polls, it hears of the job when that has ended. */
	private async settled(url: URL): Promise<PollAnswer> {
		for (;;) {
			const answer = await this.poll(url);
			if (this.quirks.address !== undefined || !this.isPending(this.last)) return answer;
			await sleep(POLL_PAUSE_MS, this.job.context.deadline.signal);
		}
	}

	private async poll(url: URL): Promise<PollAnswer> {
		this.polls += 1;
		if (this.polls === 1) this.job.onTaken?.(async () => await this.cancel());
		await this.pause();
		const answer = await ask(url, this.job);
		const json = serverJsonIn(answer.text);
		this.last = json ?? answer.text;
		assertNoFailure(this.last, this.job.provider);
		// The official client reads standard JSON alone.
		return json === undefined ? answer : { ...answer, text: JSON.stringify(json) };
	}

	private async pause(): Promise<void> {
		if (this.polls > MAX_POLLS)
			throw unexpectedResponse(`The provider's job did not end within ${MAX_POLLS} polls`, {
				advice: 'Try again later, or choose another provider.',
				response: this.last,
			});
		const extra = Math.min(LONGEST_EXTRA_PAUSE_MS, Math.max(0, this.polls - QUICK_POLLS) * 100);
		if (extra > 0) await sleep(extra, this.job.context.deadline.signal);
	}

	private isPending(answer: JsonValue): boolean {
		const { pending } = this.quirks;
		return pending !== undefined && isObject(answer) && pending.words.includes(String(answer[pending.key]));
	}

	/**
	 * Our readers know more shapes than the official client, so that its refusal of an answer without a job counts for
	 * nothing.
	 * @throws {InferenceError}
	 */
	private assertUsable(error: unknown): void {
		if (error instanceof Finished) return;
		if (error instanceof InferenceError) throw error;
		this.job.context.deadline.signal.throwIfAborted();
		const isJob = this.polls > 0 || (isObject(this.first) && this.first.request_id !== undefined);
		if (!isJob) return;
		const why = error instanceof Error ? error.message : String(error);
		throw unexpectedResponse(`The answer of ${this.job.provider} could not be understood: ${why.slice(0, 500)}`, {
			advice: 'Try another model or provider.',
			cause: error,
			response: kept(this.last),
		});
	}
}

function responseOf({ text, status, contentType }: PollAnswer): Response {
	return new Response(text, { status, headers: { 'content-type': contentType } });
}

/**
 * Cancels a job where the provider can do it, for a second at most.
 * @param answer what the provider answered to the request that made the job
 * @returns whether the provider confirmed that the job ran no further
 */
async function cancelJob(answer: JsonValue, job: JobRequest): Promise<boolean> {
	const { cancelling } = quirksOf(job.provider).job ?? {};
	const url = isObject(answer) ? cancelUrl(answer, job) : undefined;
	if (cancelling === undefined || url === undefined) return false;
	const said = await askToCancel(url, cancelling.method, job);
	return said !== undefined && cancelling.isConfirmed(said.status, said.json);
}

/** Where a job is cancelled; undefined where it cannot be, or where the provider named no usable address. */
function cancelUrl(answer: JsonObject, job: JobRequest): URL | undefined {
	const address = quirksOf(job.provider).job?.cancelling?.address(answer);
	if (address === undefined) return undefined;
	try {
		const url = routedJobUrl(address, job);
		if (url.search === '') url.search = job.url.search;
		return url;
	} catch {
		return undefined;
	}
}
