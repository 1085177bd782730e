import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';

/** Bytes of a file that are kept. Of longer files only the beginning is kept, so that memory stays flat. */
const MOST_KEPT = 8 * 1024 * 1024;

/** A file of a multipart form. */
export interface FormFile {
	name: string;
	/** Undefined where the part has no file name: servers take such a part for a text field. */
	filename: string | undefined;
	type: string;
	size: number;
	sha256: string;
	/** The content, or its first 8 MB. */
	data: Buffer;
}

/** A multipart form. Names may repeat; the order of the parts is kept. */
export interface Form {
	fields: Array<{ name: string; value: string }>;
	files: FormFile[];
	/** The parser's words for a broken form. */
	error?: string;
}

async function readFile(stream: Readable, found: FormFile): Promise<void> {
	const hash = createHash('sha256');
	const kept: Buffer[] = [];
	for await (const chunk of stream) {
		const bytes = Buffer.from(chunk);
		hash.update(bytes);
		if (found.size < MOST_KEPT) kept.push(bytes.subarray(0, MOST_KEPT - found.size));
		found.size += bytes.length;
	}
	Object.assign(found, { data: Buffer.concat(kept), sha256: hash.digest('hex') });
}

/** Whether a request's body is a multipart form. */
export function isForm(headers: IncomingHttpHeaders): boolean {
	return (headers['content-type'] ?? '').startsWith('multipart/form-data');
}

/** Reads a form from a stream, part by part. A broken form has `error`; nothing is thrown for it. */
export async function readForm(headers: IncomingHttpHeaders, chunks: AsyncIterable<Buffer>): Promise<Form> {
	const form: Form = { fields: [], files: [] };
	const reading: Array<Promise<void>> = [];
	try {
		const type = headers['content-type'] ?? '';
		// Parts without a file name are fields, as Python's and Go's servers read them.
		const parser = new Busboy({
			headers: { 'content-type': type },
			isPartAFile: (_name, _type, file) => file !== undefined,
		});
		parser.on('field', (name, value) => void form.fields.push({ name, value }));
		parser.on('file', (name, stream, filename, _encoding, mimeType) => {
			const file = { name, filename, type: mimeType, size: 0, sha256: '', data: Buffer.alloc(0) };
			form.files.push(file);
			reading.push(readFile(stream, file));
		});
		const finished = once(parser, 'finish');
		// The failure is reported where it is awaited, below; here it must not count as unhandled.
		finished.catch(() => undefined);
		for await (const chunk of chunks) {
			if (!parser.write(chunk)) await Promise.race([once(parser, 'drain'), finished]);
		}
		parser.end();
		await finished;
		await Promise.all(reading);
	} catch (error) {
		form.error = error instanceof Error ? error.message : String(error);
		await Promise.allSettled(reading);
	}
	return form;
}

/** The last value of a field; undefined where the form lacks it. */
export function fieldIn(form: Form, name: string): string | undefined {
	return form.fields.findLast((field) => field.name === name)?.value;
}

/** All values of a field. */
export function fieldsIn(form: Form, name: string): string[] {
	return form.fields.filter((field) => field.name === name).map(({ value }) => value);
}
