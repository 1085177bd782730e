import { AsyncLocalStorage } from 'node:async_hooks';
import { MAX_TEXT_BYTES, readBytes } from '../../http/body';
import { Deadline, sleep } from '../../http/deadline';
import { exchange } from '../../http/exchange';
import { call, type CallContext } from '../call';
import { endOf } from '../endOf';
import { InferenceError, unexpectedResponse } from '../errors';
import { isObject, jsonIn } from '../json';
import { bareMediaType } from '../mediaTypes';
import type { RetryRules } from '../retry';
import { wordsOf } from '../serverError';
import { ROUTER_URL, type Service } from '../service';
import { parseUrl } from '../tokenPolicy';
import { downloadResult } from './result';

/** What the official client's requests run under: polls of a job, and the download of its result. */
export interface ProviderRun {
	readonly service: Service;
	readonly context: CallContext;
	readonly provider: string;
	readonly model: string;
	/** Headers of the request that made the job. */
	readonly headers: Readonly<Record<string, string>>;
	/** Address of the request that made the job: polls stay at its origin. */
	readonly url: URL;
	polls: number;
}

const runs = new AsyncLocalStorage<ProviderRun>();

/** Runs the official client's code with {@link fetch} going through our transport. */
export async function withTransport<T>(run: ProviderRun, work: () => Promise<T>): Promise<T> {
	return await runs.run(run, work);
}

/** A poll changes nothing and costs nothing: it may be repeated whatever broke. */
const POLL_RULES: RetryRules = { maxRetries: 10, waitForModel: true, retryInterrupted: true };
const MAX_POLLS = 20_000;
/** The official client asks twice a second for as long as a job takes: the pauses grow with the wait. */
const LONGEST_EXTRA_PAUSE_MS = 4_500;
const QUICK_POLLS = 10;

/**
 * Stands for the global `fetch` in the bundled client: the build puts it in its place.
 * With headers it is the poll of a job, which stays at its provider; without, the download of a result, which carries none.
 */
export async function fetch(
	address: string | URL,
	init: { headers?: Record<string, string>; method?: string } = {},
): Promise<Response> {
	const run = runs.getStore();
	if (run === undefined) throw new Error('A request was made outside of a call');
	// The client puts a prefix before base64 that may have one already.
	const text = String(address).replace(/^data:[^,]{0,200},(?=data:)/, '');
	if (text.startsWith('data:')) return dataResponse(text);
	return init.headers === undefined ? await downloadResult(text, run) : await poll(text, run);
}

function dataResponse(url: string): Response {
	const [head = '', data = ''] = url.slice('data:'.length).split(',', 2);
	const bytes = /;base64$/.test(head) ? Buffer.from(data, 'base64') : Buffer.from(decodeURIComponent(data));
	return new Response(bytes, { headers: { 'content-type': bareMediaType(head) } });
}

/** Where the status of a job stands at the providers whose jobs the official client gives up after some minutes, and what it is until the job ends. */
const GIVEN_UP: Readonly<Record<string, { readonly key: string; readonly pending: readonly string[] }>> = {
	together: { key: 'status', pending: ['queued', 'in_progress'] },
	'zai-org': { key: 'task_status', pending: ['PROCESSING'] },
};
const POLL_PAUSE_MS = 2_000;

/**
 * Asks for a job. How long it may take is for the deadline to say: where the official client counts its polls,
 * it hears of the job when that has ended.
 */
async function poll(address: string, run: ProviderRun): Promise<Response> {
	const url = pollUrl(address, run);
	for (;;) {
		const { text, status, contentType } = await ask(url, run);
		if (!isPending(text, run)) return new Response(text, { status, headers: { 'content-type': contentType } });
		await sleep(POLL_PAUSE_MS, run.context.deadline.signal);
	}
}

function isPending(text: string, { provider }: ProviderRun): boolean {
	const { key, pending } = GIVEN_UP[provider] ?? {};
	const json = key === undefined ? undefined : jsonIn(text);
	return key !== undefined && isObject(json) && pending?.includes(String(json[key])) === true;
}

/** @throws {InferenceError} for a failed job, and for an answer that is no success */
async function ask(url: URL, run: ProviderRun): Promise<{ text: string; status: number; contentType: string }> {
	await pause(run);
	const request = { url, headers: run.headers, isEndpoint: false, model: run.model, provider: run.provider };
	const { result } = await call(
		request,
		{ ...run.context, rules: POLL_RULES, onOutcome: undefined },
		async (response) => {
			const text = (await readBytes(response, MAX_TEXT_BYTES)).toString('utf8');
			return { text, status: response.status, contentType: bareMediaType(response.headers['content-type']) };
		},
	).catch((error: unknown) => {
		throw jobLost(endOf(error, request), run);
	});
	assertNotFailed(result.text, run);
	return result;
}

/** The error of a poll: a job that is out of sight goes on, and is billed. All others are of the job itself. */
function jobLost(error: InferenceError, { context, provider }: ProviderRun): InferenceError {
	if (!['network', 'rateLimit', 'modelLoading', 'server'].includes(error.details.type)) return error;
	context.onBilled?.();
	const advice = `${provider} has taken the job, so that it may be billed: look for its result there before you run this item again.`;
	return new InferenceError(`The job was sent, but asking for its result failed: ${error.message}`, {
		...error.details,
		advice,
	});
}

/**
 * The address of a poll at the router that the credential names, under the provider's own path, or at the provider.
 * @throws {InferenceError} for any other host: the token does not leave
 */
export function pollUrl(address: string, { service, url, provider }: ProviderRun): URL {
	const asked = parseUrl(address, 'URL of the job');
	if (asked.origin === new URL(ROUTER_URL).origin) {
		const path = asked.pathname.startsWith(`/${provider}/`) ? asked.pathname : `/${provider}${asked.pathname}`;
		return new URL(`${service.routerUrl}${path}${asked.search}`);
	}
	if (asked.origin === url.origin) return asked;
	throw new InferenceError(
		`The provider's job is at another server, ${asked.host}, which the access token is not sent to`,
		{ type: 'refusedHost', advice: 'Choose another provider.' },
	);
}

async function pause(run: ProviderRun): Promise<void> {
	run.polls += 1;
	if (run.polls > MAX_POLLS)
		throw unexpectedResponse(`The provider's job did not end within ${MAX_POLLS} polls`, {
			advice: 'Try again later, or choose another provider.',
		});
	const extra = Math.min(LONGEST_EXTRA_PAUSE_MS, Math.max(0, run.polls - QUICK_POLLS) * 100);
	if (extra > 0) await sleep(extra, run.context.deadline.signal);
}

/** How providers say that a job failed; some of them say so at the root of the answer, others in a part of it. */
const FAILED = ['FAILED', 'FAIL', 'TASK_STATUS_FAILED', 'CANCELED', 'CANCELLED', 'ERROR'];

/** @throws {InferenceError} for a job that failed, in the provider's words: the client would ask on, or call it malformed */
function assertNotFailed(text: string, { provider }: ProviderRun): void {
	const json = jsonIn(text);
	if (!isObject(json)) return;
	const failed = [json, json.data, json.task]
		.filter(isObject)
		.find(({ status, task_status }) => FAILED.includes(String(status ?? task_status ?? '').toUpperCase()));
	if (failed === undefined) return;
	const words = wordsOf({ json: { error: failed.error ?? failed.reason ?? '' }, text: '' });
	throw new InferenceError(`The job failed at ${provider}${words === '' ? '' : `: ${words}`}`, {
		type: 'server',
		advice: 'Check the inputs, or choose another model or provider.',
	});
}

/** Cancels a job; it is tried once and its outcome is not awaited for long. */
export async function cancelJob(url: URL, method: 'PUT' | 'POST', run: ProviderRun): Promise<void> {
	const deadline = new Deadline(5);
	deadline.start();
	try {
		const response = await exchange(
			{ method, url, headers: run.headers },
			{ egress: run.service.egress, signal: deadline.signal },
		);
		response.body.destroy();
	} catch {
		// The job may have ended already; nothing more can be done about it.
	} finally {
		deadline.clear();
	}
}
