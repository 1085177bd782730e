import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { EncodedBody } from './encodedBody';
import type { InputFile } from './inputFile';
import { extensionOf } from './mediaTypes';

/** A field of a multipart form: a text, or a file. Names may repeat; the order is kept. */
export type FormPart = { readonly name: string; readonly value: string | InputFile };

const LINE = '\r\n';

/**
 * A multipart form as a stream. Each file is read while it is sent. All bytes stay unchanged. Every file has
 * a file name and a media type: servers take a part without a file name for a text.
 */
export function formBody(parts: readonly FormPart[]): EncodedBody {
	const boundary = `form-${randomUUID()}`;
	const pieces = [...parts.flatMap((part) => layOut(part, boundary)), `--${boundary}--${LINE}`];
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		length: lengthOf(pieces),
		content: async () => Readable.from(stream(pieces), { objectMode: false }),
	};
}

type Piece = string | InputFile;

function layOut({ name, value }: FormPart, boundary: string): Piece[] {
	const start = `--${boundary}${LINE}Content-Disposition: form-data; name="${quoted(name)}"`;
	if (typeof value === 'string') return [`${start}${LINE}${LINE}${value}${LINE}`];
	const fileName = value.fileName || `file.${extensionOf(value.mediaType)}`;
	const head = `${start}; filename="${quoted(fileName)}"${LINE}Content-Type: ${value.mediaType}${LINE}${LINE}`;
	return [head, value, LINE];
}

/** A name between quotes, as browsers write it. Source: HTML Standard, "multipart/form-data encoding algorithm". */
function quoted(name: string): string {
	return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');
}

function lengthOf(pieces: readonly Piece[]): number | undefined {
	let length = 0;
	for (const piece of pieces) {
		const size = typeof piece === 'string' ? Buffer.byteLength(piece) : piece.size;
		if (size === undefined) return undefined;
		length += size;
	}
	return length;
}

async function* stream(pieces: readonly Piece[]): AsyncGenerator<Buffer> {
	for (const piece of pieces) {
		if (typeof piece === 'string') yield Buffer.from(piece);
		else yield* (await piece.open()) as AsyncIterable<Buffer>;
	}
}
