import type { Readable } from 'node:stream';
import { HttpError } from './errors';

export const MB = 1024 * 1024;

/**
 * Told what had come of a body before it broke off, if anything had.
 * @returns the error that the reader gets
 */
export type OnBroken = (error: Error, received: Buffer) => unknown;

/** Takes the bytes of a body. */
export interface Sink {
	/** @returns whether it can take more at once */
	push(chunk: Buffer): boolean;
	/** Told that all bytes have come. */
	end(): void;
	/** Told that no more will come. */
	fail(error: Error): void;
}

export interface Limits {
	readonly maxBytes: number;
	readonly onBroken?: OnBroken;
	/** Ends the body, which then tells of the failure. */
	readonly stop: (error: HttpError) => void;
}

interface Settle {
	readonly resolve: (bytes: Buffer) => void;
	readonly reject: (error: unknown) => void;
}

/** Puts the bytes of a body together. */
class Collector implements Sink {
	private readonly chunks: Buffer[] = [];
	private length = 0;

	constructor(
		private readonly limits: Limits,
		private readonly settle: Settle,
	) {}

	push(chunk: Buffer): boolean {
		const { maxBytes, stop } = this.limits;
		this.length += chunk.length;
		if (this.length > maxBytes) stop(tooLarge(maxBytes));
		else this.chunks.push(chunk);
		return true;
	}

	end(): void {
		const { chunks } = this;
		this.settle.resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
	}

	fail(error: Error): void {
		const { onBroken } = this.limits;
		const isBroken = onBroken !== undefined && this.chunks.length > 0;
		this.settle.reject(isBroken ? onBroken(error, Buffer.concat(this.chunks)) : error);
	}
}

/**
 * All bytes that come to a sink.
 * @param attach connects the sink to a body
 * @throws {HttpError} `limit` past `maxBytes`; the error that the sink is told of
 */
export function collected(limits: Limits, attach: (sink: Sink) => void): Promise<Buffer> {
	return new Promise((resolve, reject) => attach(new Collector(limits, { resolve, reject })));
}

/**
 * All bytes of a stream.
 * @throws {HttpError} `limit` past `maxBytes`, `interrupted` where the stream was closed before its end
 */
export function collect(body: Readable, maxBytes: number, onBroken?: OnBroken): Promise<Buffer> {
	const limits = { maxBytes, onBroken, stop: (error: HttpError) => void body.destroy(error) };
	return collected(limits, (sink) => {
		const closed = (): void => sink.fail(body.errored ?? closedEarly());
		if (body.destroyed) return closed();
		body.on('data', (chunk: Buffer) => sink.push(chunk));
		body.once('end', () => {
			body.off('close', closed);
			sink.end();
		});
		body.once('close', closed);
		// An error comes before its close.
		body.on('error', () => {});
	});
}

export function tooLarge(maxBytes: number): HttpError {
	return new HttpError('limit', `the answer is larger than ${maxBytes / MB} MB`);
}

export function closedEarly(): HttpError {
	return new HttpError('interrupted', 'the answer was closed before its end');
}
