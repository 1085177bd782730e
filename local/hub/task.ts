import type { HubOrder } from './models';

/** A loaded pipeline of transformers.js. */
export interface Pipe {
	(input: unknown, options?: object): Promise<unknown>;
	readonly tokenizer?: unknown;
	dispose?(): Promise<unknown>;
}

/** A picture of transformers.js: bytes of one or more channels. */
export interface RawImage {
	readonly data: Uint8Array;
	readonly width: number;
	readonly height: number;
	readonly channels: number;
}

/** What a task may use beside its pipeline. */
export interface HubTools {
	/** Decodes a picture as transformers.js takes it. */
	picture(file: Uint8Array): Promise<RawImage>;
	/** Encodes a picture as PNG. */
	png(image: RawImage): Promise<Buffer>;
	/** Has the text of a model come piece by piece. */
	streamer(pipe: Pipe, onText: (text: string) => void): unknown;
	/** Passes a piece on to the client. */
	send(part: unknown): void;
}

/** How one task of the node is done with a pipeline, and its result put into the protocol's form. */
export interface HubTask {
	/** The pipeline's name in transformers.js. */
	readonly pipeline: string;
	/** @throws {Refusal} 400 where the request is not one of this task */
	answer(pipe: Pipe, order: HubOrder, tools: HubTools): Promise<unknown>;
}
