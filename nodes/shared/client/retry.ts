import type { IncomingHttpHeaders } from 'node:http';
import { firstOf } from '../http/exchange';
import { isObject, type JsonValue } from './json';

/** When a call may be repeated. */
export interface RetryRules {
	/** Tries after a failure that reached no model: 429, 503, a gateway's quick 502 or 504, no connection. */
	readonly maxRetries: number;
	/** Whether to wait, within the deadline alone, for a model that loads or an endpoint that wakes up. */
	readonly waitForModel: boolean;
	/** Whether to ask again although the request may have run and been billed. */
	readonly retryInterrupted: boolean;
}

/** After this time, a 502 or 504 may come from a gateway whose model has run. */
const GATEWAY_MS = 5_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;
/** A loading model is often ready before its estimate: it is asked at least this often. */
const LONGEST_LOADING_WAIT_MS = 5_000;

/** An answer with a failure status. */
export interface FailedAnswer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly json?: JsonValue;
	readonly text: string;
	/** From the start of the request to the headers of the answer, in milliseconds. */
	readonly elapsedMs: number;
}

export type Repeat = 'never' | 'counted' | 'whileLoading';

/** Whether a failed request may be sent again without paying twice. */
export function repeatOf(answer: FailedAnswer): Repeat {
	if (answer.status === 429) return 'counted';
	if (answer.status === 503) return isLoading(answer) ? 'whileLoading' : 'counted';
	const isJson = answer.json !== undefined || /json/i.test(firstOf(answer.headers['content-type']) ?? '');
	const fromGateway = (answer.status === 502 || answer.status === 504) && !isJson;
	return fromGateway && answer.elapsedMs < GATEWAY_MS ? 'counted' : 'never';
}

/** Whether a server refused a request because it has too many: it ran nothing. */
export function isRefusal(answer: FailedAnswer): boolean {
	return answer.status === 429 || (answer.status === 503 && !isLoading(answer));
}

/**
 * Whether a 503 comes from a model that loads, or an endpoint that is asleep, starting or scaled to zero.
 * The old service says `estimated_time`; the endpoints' proxy answers `503 Service Unavailable`.
 */
export function isLoading({ status, json, text }: FailedAnswer): boolean {
	if (status !== 503) return false;
	if (isObject(json) && typeof json.estimated_time === 'number') return true;
	const words = isObject(json) && typeof json.error === 'string' ? json.error : text;
	return /loading|starting|initializ|scal(ed|ing)|waking|not ready|503 service unavailable/i.test(words);
}

/**
 * How long to wait before the next try: the time that the server asks for, else a doubling wait with jitter. The first
 * `Retry-After: 0` is obeyed; later ones back off, so that a busy server does not use up all tries at once.
 * @param tries failures so far, from 1 on
 */
export function waitBefore(tries: number, answer?: FailedAnswer): number {
	const asked = answer && askedWait(answer);
	if (asked === undefined) return backOff(tries, answer);
	return tries === 1 ? asked : Math.max(asked, backOff(tries - 1, answer));
}

function backOff(tries: number, answer?: FailedAnswer): number {
	const ceiling = answer && isLoading(answer) ? LONGEST_LOADING_WAIT_MS : LONGEST_WAIT_MS;
	const longest = Math.min(ceiling, FIRST_WAIT_MS * 2 ** (tries - 1));
	return longest / 2 + Math.random() * (longest / 2);
}

/** The wait that an answer's headers ask for, in milliseconds. */
export function askedWait({ headers, status }: Pick<FailedAnswer, 'headers' | 'status'>): number | undefined {
	const retryAfter = firstOf(headers['retry-after']);
	if (retryAfter !== undefined) {
		const wait = /^\s*\d+(\.\d+)?\s*$/.test(retryAfter)
			? Number(retryAfter) * 1000
			: Date.parse(retryAfter) - clockOf(headers);
		if (Number.isFinite(wait)) return Math.max(0, wait);
	}
	return status === 429 ? rateLimitReset(headers) : undefined;
}

/** Clocks that differ by less count as equal: a server may send a time that is a second old. */
const SAME_CLOCK_MS = 5_000;

/** The clock for a server's dates: its own where it differs from ours. */
function clockOf({ date }: IncomingHttpHeaders): number {
	const told = Date.parse(firstOf(date) ?? '');
	return Math.abs(told - Date.now()) > SAME_CLOCK_MS ? told : Date.now();
}

/** The Hub's `ratelimit: "api";r=0;t=12`: it explains a 429 only when nothing remains. */
function rateLimitReset(headers: IncomingHttpHeaders): number | undefined {
	const header = String(headers.ratelimit ?? '');
	const remaining = /;\s*r=(\d+)/.exec(header)?.[1];
	const reset = /;\s*t=(\d+)/.exec(header)?.[1];
	return remaining === '0' && reset !== undefined ? Number(reset) * 1000 : undefined;
}
