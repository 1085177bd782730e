import type { Deadline } from '../http/deadline';
import type { Egress } from '../http/dispatcher';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import type { Redirects } from '../http/redirects';
import type { Pacer } from './pacer';
import { encode, type Payload } from './payload';
import type { FailedAnswer, RetryRules } from './retry';
import type { Subject } from './serverError';

/** What goes out, and where to. */
export interface Sent {
	readonly url: URL;
	/** What is sent by POST; a call without it is a GET. */
	readonly payload?: Payload;
	/** The Content-Type that the user chose; absent: the payload's own. */
	readonly contentType?: string;
}

/** One call: where and how it goes, and what it may become. */
export interface Call extends Subject, Sent {
	readonly headers: Readonly<Record<string, string>>;
	/** The request in another form after an answer that refused this one; undefined where there is none to try. */
	readonly rewrite?: (answer: FailedAnswer, sent: Sent) => Promise<Sent | undefined>;
}

/** What a call needs of its surroundings. */
export interface CallContext {
	readonly egress?: Egress;
	readonly deadline: Deadline;
	readonly rules: RetryRules;
	readonly pacer: Pacer;
	/** Where earlier calls were redirected to; such a target is asked at once. */
	readonly redirects?: Redirects;
	/** Limit in seconds for each attempt; absent: the deadline alone. */
	readonly attemptSeconds?: number;
}

/** What is known of a call that succeeded, beside its answer. */
export interface CallReport {
	readonly attempts: number;
	readonly headers: HttpResponse['headers'];
	readonly requestId?: string;
	readonly durationMs: number;
}

export interface CallResult<T> {
	readonly result: T;
	readonly report: CallReport;
	/** Where the last request went. */
	readonly url: URL;
}

/** The HTTP request for what goes out. */
export function httpRequestOf({ url, payload, contentType }: Sent, headers: Call['headers']): HttpRequest {
	if (payload === undefined) return { method: 'GET', url, headers };
	const body = encode(payload);
	// The Content-Type of a form says where its parts end.
	const type = body.contentType.startsWith('multipart/') ? body.contentType : (contentType ?? body.contentType);
	return {
		method: 'POST',
		url,
		headers: { ...headers, 'content-type': type },
		body: body.content,
		length: body.length,
	};
}
