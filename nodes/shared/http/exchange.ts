import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { assertAllowed, dispatcherFor, type Egress } from './dispatcher';
import { DeadlineError, HttpError } from './errors';
import { ResponseBody } from './responseBody';

export interface HttpRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	/** Text, or a function that opens the bytes anew for each exchange. */
	readonly body?: string | Uint8Array | (() => Promise<Readable>);
	/** In bytes; without it a stream goes out in chunks. */
	readonly length?: number;
}

export interface HttpResponse {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** Must be read to its end or destroyed. */
	readonly body: ResponseBody;
	readonly url: URL;
}

export interface Transport {
	readonly egress?: Egress;
	/** Ends the exchange, and the reading of its body, with the signal's reason. */
	readonly signal: AbortSignal;
}

/** The value of a header that should stand once. */
export function firstOf(header: string | readonly string[] | undefined): string | undefined {
	return typeof header === 'string' || header === undefined ? header : header[0];
}

/**
 * Sends one request and resolves with its answer as soon as the headers are there.
 * @throws {HttpError} `refused`, `unreachable` (nothing was out) or `interrupted` (the request was out);
 * the signal's reason when it is aborted
 */
export async function exchange(request: HttpRequest, transport: Transport): Promise<HttpResponse> {
	const { signal } = transport;
	throwIfAborted(signal);
	await assertAllowed(request.url, transport).catch((error: unknown) => {
		throw error instanceof DeadlineError ? unconnected(error) : error;
	});
	// After a stall of the process, news of connections that servers closed meanwhile waits to be read.
	await new Promise(setImmediate);
	throwIfAborted(signal);
	if (typeof request.body !== 'function') return await dispatch(request, request.body, transport);
	const body = await request.body();
	if (signal.aborted) body.destroy();
	throwIfAborted(signal);
	return await dispatch(request, body, transport).catch((error: unknown) => {
		body.destroy();
		throw error;
	});
}

function dispatch(
	request: HttpRequest,
	body: Readable | string | Uint8Array | undefined,
	{ egress, signal }: Transport,
): Promise<HttpResponse> {
	return new Promise((resolve, reject) => {
		const handler = new Handler(request.url, signal, { resolve, reject });
		const headers: Record<string, string> = { ...request.headers };
		if (request.length !== undefined) headers['content-length'] = String(request.length);
		dispatcherFor(egress).dispatch(
			{
				origin: request.url.origin,
				path: request.url.pathname + request.url.search,
				method: request.method,
				headers,
				body: body ?? null,
			},
			handler,
		);
	});
}

interface Settle {
	readonly resolve: (response: HttpResponse) => void;
	readonly reject: (error: unknown) => void;
}

/** Follows one request through undici: what was out when it failed decides whether it may be sent again. */
class Handler implements Dispatcher.DispatchHandler {
	private controller?: Dispatcher.DispatchController;
	private body?: ResponseBody;
	private settled = false;
	private isFollowing = true;

	constructor(
		private readonly url: URL,
		private readonly signal: AbortSignal,
		private readonly settle: Settle,
	) {
		signal.addEventListener('abort', this.onAbort, { once: true });
	}

	onRequestStart(controller: Dispatcher.DispatchController): void {
		this.controller = controller;
		if (this.signal.aborted) controller.abort(reasonOf(this.signal));
	}

	onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
		if (status < 200) return;
		const body = new ResponseBody({
			pause: () => controller.pause(),
			resume: () => controller.resume(),
			abort: (reason) => this.abort(controller, reason),
		});
		this.body = body;
		this.settle.resolve({ status, headers, body, url: this.url });
	}

	onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
		this.body?.push(chunk);
	}

	onResponseEnd(): void {
		this.stop();
		this.settled = true;
		this.body?.end();
	}

	onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
		this.stop();
		const failure = this.signal.aborted ? reasonOf(this.signal) : this.explain(error);
		this.settled = true;
		if (this.body) this.body.destroy(failure);
		else this.settle.reject(failure);
	}

	/** Nobody wants the rest of the answer. */
	private abort(controller: Dispatcher.DispatchController, reason: Error): void {
		this.stop();
		if (!this.settled) controller.abort(reason);
		this.settled = true;
	}

	private explain(error: Error): Error {
		if (error instanceof HttpError) return error;
		if ('code' in error && error.code === 'UND_ERR_HEADERS_OVERFLOW') {
			return new HttpError('limit', 'the headers of the answer are too large', { cause: error });
		}
		return this.controller === undefined
			? new HttpError('unreachable', 'no connection', { cause: error })
			: new HttpError('interrupted', 'the connection broke', { cause: error });
	}

	/** undici tells of an abort only once it has a connection: the caller shall not wait for that. */
	private readonly onAbort = (): void => {
		const reason = reasonOf(this.signal);
		if (this.body) this.body.destroy(reason);
		else
			this.settle.reject(
				this.controller === undefined && reason instanceof DeadlineError ? unconnected(reason) : reason,
			);
		this.controller?.abort(reason);
	};

	private stop(): void {
		if (!this.isFollowing) return;
		this.isFollowing = false;
		this.signal.removeEventListener('abort', this.onAbort);
	}
}

/** Where there was no connection until the end, no server has taken too long, and no model has worked. */
function unconnected({ seconds }: DeadlineError): HttpError {
	const cause = new Error(`no connection within ${seconds} s`);
	return new HttpError('unreachable', 'no connection', { cause, withinSeconds: seconds });
}

/** Ends an exchange before anything was sent: no model has worked. */
function throwIfAborted({ aborted, reason }: AbortSignal): void {
	if (aborted) throw reason instanceof DeadlineError ? new DeadlineError(reason.seconds, true) : reason;
}

function reasonOf(signal: AbortSignal): Error {
	return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}
