import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_TEXT_BYTES, readBytes } from '../../http/body';
import { collect } from '../../http/collect';
import { Deadline } from '../../http/deadline';
import { exchange, firstOf } from '../../http/exchange';
import { call } from '../call';
import { callError } from '../callError';
import type { CallContext } from '../callRequest';
import { decodeText } from '../charset';
import { InferenceError } from '../errors';
import { jsonIn, type JsonValue } from '../json';
import { bareMediaType } from '../mediaTypes';
import { QUIET } from '../pacer';
import { openResult } from '../resultFile';
import type { RetryRules } from '../retry';
import { ROUTER_URL, type Service } from '../service';
import { parseUrl } from '../tokenPolicy';

/** The request that made a job, which all later requests for the job keep to. */
export interface JobRequest {
	readonly service: Service;
	readonly provider: string;
	readonly model: string;
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
}

/** The same with the rules of its call: deadline, pace and limits. */
export interface Job extends JobRequest {
	readonly context: CallContext;
}

/** What stands behind the official client's requests while it reads one answer. */
export interface ClientRequests {
	/** Asks for the state of a job: the client sends the call's headers along. */
	readonly poll: (address: string) => Promise<Response>;
	/** Opens a result, for which the client sends no headers. */
	readonly result: (address: string) => Promise<Response>;
}

const current = new AsyncLocalStorage<ClientRequests>();

/** Runs the official client's code with {@link fetch} in the place of the global one. */
export async function withClientRequests<T>(requests: ClientRequests, work: () => Promise<T>): Promise<T> {
	return await current.run(requests, work);
}

/** Stands for the global `fetch` in the bundled client: the build puts it in its place. */
export async function fetch(address: string | URL, init: { headers?: object } = {}): Promise<Response> {
	const requests = current.getStore();
	if (requests === undefined) throw new Error('A request was made outside of a call');
	return init.headers === undefined ? await requests.result(String(address)) : await requests.poll(String(address));
}

/** An answer to a poll, read to its end. */
export interface PollAnswer {
	readonly text: string;
	readonly status: number;
	readonly contentType: string;
}

/** A poll changes nothing and costs nothing: it may be repeated whatever broke. */
const POLL_RULES: RetryRules = { maxRetries: 10, waitForModel: true, retryInterrupted: true };

/**
 * Asks for the state of a job.
 * @throws {InferenceError} for an answer that is no success; one that leaves the job's fate open says so
 */
export async function ask(url: URL, job: Job): Promise<PollAnswer> {
	const { headers, model, provider, context } = job;
	const request = { url, headers, isEndpoint: false, model, provider, purpose: 'poll' as const };
	const polling: CallContext = { ...context, rules: POLL_RULES, pacer: QUIET };
	const { result } = await call(request, polling, async (response) => ({
		text: decodeText(await readBytes(response, MAX_TEXT_BYTES), firstOf(response.headers['content-type'])),
		status: response.status,
		contentType: bareMediaType(response.headers['content-type']),
	})).catch((error: unknown) => {
		throw jobLost(callError(error, request), job);
	});
	return result;
}

/** The error of a poll: a job that is out of sight goes on, and is billed. All others are of the job itself. */
function jobLost(error: InferenceError, { provider }: Job): InferenceError {
	const { type } = error.details;
	if (!['network', 'rateLimit', 'modelLoading', 'server', 'timeout'].includes(type)) return error;
	const longer = type === 'timeout' ? "Raise 'Timeout' in 'Options'. " : '';
	return new InferenceError(`The job was sent, but asking for its result failed: ${error.message}`, {
		...error.details,
		advice:
			`${longer}${provider} took the job, so it may be billed. Look for its result there before you run this item ` +
			'again.',
	});
}

/** The text at an address that an answer named. It carries neither token nor header of the call. */
export async function downloadText(address: string, { service, context }: Job): Promise<string> {
	const transport = { egress: service.egress, signal: context.deadline.signal };
	const { body } = await openResult(address, transport);
	return decodeText(await collect(body, MAX_TEXT_BYTES));
}

/** Giving a job up must not hold an execution that is over. */
const CANCEL_SECONDS = 1;
const MAX_CANCEL_BYTES = 64 * 1024;

/** Asks once that a job be cancelled, for a second at most; undefined where no answer came. */
export async function askToCancel(
	url: URL,
	method: 'PUT' | 'POST',
	{ headers, service }: JobRequest,
): Promise<{ status: number; json: JsonValue | undefined } | undefined> {
	const deadline = new Deadline(CANCEL_SECONDS);
	try {
		// What else ends with an execution may keep the process busy for longer than the request may take.
		await nextTurn();
		deadline.start();
		const response = await exchange({ method, url, headers }, { egress: service.egress, signal: deadline.signal });
		const text = (await readBytes(response, MAX_CANCEL_BYTES)).toString('utf8');
		return { status: response.status, json: jsonIn(text) };
	} catch {
		return undefined;
	} finally {
		deadline.clear();
	}
}

/**
 * The address of a job's request at the router that the credential names, under the provider's own path, or at the
 * provider.
 * @throws {InferenceError} `refusedHost` for any other host: the token does not leave
 */
export function jobUrl(address: string, { service, url, provider }: JobRequest): URL {
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

/**
 * The same for an address at the provider's own host, which providers name also to those who came through the router.
 */
export function routedJobUrl(address: string, job: JobRequest): URL {
	const { pathname, search } = new URL(address);
	const isRouted = job.url.href.startsWith(job.service.routerUrl);
	return jobUrl(
		isRouted ? `${ROUTER_URL}/${job.provider}${pathname}${search}` : `${job.url.origin}${pathname}${search}`,
		job,
	);
}
