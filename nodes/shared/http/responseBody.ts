import { Readable } from 'node:stream';
import { closedEarly, collected, type OnBroken, type Sink } from './collect';

/** The connection that a body comes from. */
export interface BodySource {
	pause(): void;
	resume(): void;
	/** Told that nobody wants the rest. */
	abort(reason: Error): void;
}

/** Bytes that may wait for a reader, before the connection pauses. */
const MAX_WAITING_BYTES = 64 * 1024;

/**
 * The bytes of an answer as the server sent them, still encoded. They are read once: whole by {@link bytes}, or by
 * {@link stream}. Most answers are short, and making a Node stream takes longer than collecting those.
 */
export class ResponseBody {
	private waiting: Buffer[] = [];
	private waitingBytes = 0;
	private sink?: Sink;
	private hasEnded = false;
	private failure?: Error;

	constructor(private readonly source: BodySource) {}

	/**
	 * All bytes.
	 * @throws {HttpError} `limit` past `maxBytes`, `interrupted` where the body was destroyed before its end; the
	 * signal's reason when it is aborted
	 */
	bytes(maxBytes: number, onBroken?: OnBroken): Promise<Buffer> {
		const stop = (error: Error): void => this.destroy(error);
		return collected({ maxBytes, onBroken, stop }, (sink) => this.attach(sink));
	}

	/** The bytes as a stream, which pauses the connection where it is not read. */
	stream(): Readable {
		const stream = new Readable({
			read: () => this.source.resume(),
			destroy: (error, callback) => {
				this.close(error ?? closedEarly());
				callback(error);
			},
		});
		// An error before the first reader would end the process. Readers still get it.
		stream.on('error', () => {});
		this.attach({
			push: (chunk) => stream.push(chunk),
			end: () => stream.push(null),
			fail: (error) => stream.destroy(error),
		});
		return stream;
	}

	/** Gives the rest up, unless all of it has come. */
	destroy(reason?: Error): void {
		if (!this.isOpen) return;
		const failure = reason ?? closedEarly();
		this.close(failure);
		this.sink?.fail(failure);
	}

	/** For the connection: the next bytes. */
	push(chunk: Buffer): void {
		if (this.sink !== undefined) {
			if (!this.sink.push(chunk)) this.source.pause();
			return;
		}
		this.waiting.push(chunk);
		this.waitingBytes += chunk.length;
		if (this.waitingBytes > MAX_WAITING_BYTES) this.source.pause();
	}

	/** For the connection: all bytes have come. */
	end(): void {
		this.hasEnded = true;
		this.sink?.end();
	}

	private attach(sink: Sink): void {
		this.sink = sink;
		const { waiting } = this;
		this.waiting = [];
		for (const chunk of waiting) sink.push(chunk);
		if (this.failure !== undefined) sink.fail(this.failure);
		else if (this.hasEnded) sink.end();
		else this.source.resume();
	}

	private get isOpen(): boolean {
		return !this.hasEnded && this.failure === undefined;
	}

	private close(reason: Error): void {
		if (!this.isOpen) return;
		this.failure = reason;
		this.source.abort(reason);
	}
}
