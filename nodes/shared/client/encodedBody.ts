import type { Readable } from 'node:stream';

/** A body in the form that the transport takes. */
export interface EncodedBody {
	readonly contentType: string;
	/** In bytes, where it is known before sending. */
	readonly length?: number;
	/** Text to send, or a function that opens the bytes once for each attempt. */
	readonly content: string | (() => Promise<Readable>);
}
