import type { Readable } from 'node:stream';

export interface InputFileSource {
	/** Opens the bytes from their start; called once for each attempt to send them. */
	readonly open: () => Promise<Readable>;
	/** In bytes, where it is known. */
	readonly size?: number;
	readonly fileName?: string;
	/** What the bytes are, as {@link identify} names it. */
	readonly mediaType: string;
}

/** A file on its way to the service: never held in memory, opened anew for each attempt. */
export class InputFile {
	constructor(private readonly source: InputFileSource) {}

	get size(): number | undefined {
		return this.source.size;
	}

	get fileName(): string | undefined {
		return this.source.fileName;
	}

	get mediaType(): string {
		return this.source.mediaType;
	}

	async open(): Promise<Readable> {
		return await this.source.open();
	}
}
