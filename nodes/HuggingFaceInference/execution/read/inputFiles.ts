import type { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { readDataUrl } from '../../../shared/client/dataUrl';
import { downloadPace, REFUSALS } from '../../../shared/client/downloadPace';
import { invalidInput } from '../../../shared/client/errors';
import type { InputFile } from '../../../shared/client/inputFile';
import { bareMediaType, type MediaKind } from '../../../shared/client/mediaTypes';
import type { Pacer } from '../../../shared/client/pacer';
import { parseUrl } from '../../../shared/client/tokenPolicy';
import { USER_AGENT } from '../../../shared/client/userAgent';
import { MAX_MEDIA_BYTES, decodedBody } from '../../../shared/http/body';
import { download, type DownloadTransport } from '../../../shared/http/download';
import type { Transport } from '../../../shared/http/exchange';
import { downloadError, missingFile } from './inputErrors';
import { storedFile } from './storedFile';

/** Reads `read(name, otherwise)` of one item. */
export type ReadParameter = (name: string, otherwise: unknown) => unknown;

/** How an item's files are downloaded. */
export interface FileTransport extends Transport {
	readonly pacerFor: (url: URL) => Pacer;
}

/** Makes files of one item's fields, URLs and paths. n8n's storage holds each, and each attempt opens it. */
export class InputFiles {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly itemIndex: number,
		private readonly transport: () => FileTransport,
	) {}

	/**
	 * The file that the input source fields name.
	 * @param read reads a field of the item
	 * @param required whether an item without the file is in error; else it gives undefined
	 * @throws {InferenceError} `invalidInput` naming the field, or what went wrong with the download
	 */
	async chosen(read: ReadParameter, kind: MediaKind, required: boolean): Promise<InputFile | undefined> {
		switch (read('inputSource', 'binary')) {
			case 'url':
				return await this.fromUrl(read('inputUrl', ''), kind, required);
			case 'path':
				return await this.fromPath(read('inputPath', ''), kind, required);
			default:
				return await this.fromField(read('binaryPropertyName', 'data'), {
					kind,
					field: 'Input Data Field Name',
					required,
				});
		}
	}

	/** The files of several binary fields, by their names separated by commas, or by a list from an expression. */
	async attached(names: unknown): Promise<InputFile[]> {
		const list = Array.isArray(names) ? names : String(names ?? '').split(',');
		const trimmed = list
			.map((name) => (typeof name === 'string' ? name.trim() : (name as unknown)))
			.filter((name) => name !== '');
		return await Promise.all(trimmed.map(async (name) => await this.named(name, 'Attachments')));
	}

	/**
	 * The file of one binary field.
	 * @param field label of the field that names it
	 */
	async named(name: unknown, field: string): Promise<InputFile> {
		return await this.stored(this.binaryOf(name, field), 'any', field);
	}

	private async fromField(
		name: unknown,
		{ kind, field, required }: { kind: MediaKind; field: string; required: boolean },
	): Promise<InputFile | undefined> {
		if (!required && typeof name === 'string' && (name.trim() === '' || this.fields().length === 0)) return undefined;
		return await this.stored(this.binaryOf(name, field), kind, field);
	}

	private binaryOf(name: unknown, field: string): IBinaryData {
		try {
			return this.context.helpers.assertBinaryData(this.itemIndex, name as string);
		} catch (error) {
			throw missingFile({ name: String(name), field, fields: this.fields() }, error);
		}
	}

	private fields(): string[] {
		return Object.keys(this.context.getInputData()[this.itemIndex]?.binary ?? {});
	}

	private async fromUrl(address: unknown, kind: MediaKind, required: boolean): Promise<InputFile | undefined> {
		const text = typeof address === 'string' ? address.trim() : '';
		if (text === '' && !required) return undefined;
		if (text === '')
			throw invalidInput(
				"'URL' is empty",
				"Write the address of the file in 'URL', or set 'Input Source' to Binary File.",
			);
		if (/^data:/i.test(text)) return await this.fromDataUrl(text, kind);
		const url = parseUrl(text, 'URL');
		const transport = this.transport();
		const pacer = transport.pacerFor(url);
		try {
			const file = await this.downloaded(url, kind, { ...transport, pace: downloadPace(pacer) });
			pacer.end();
			return file;
		} catch (error) {
			const failure = downloadError(error, url);
			if (REFUSALS.includes(failure.details.status ?? 0)) pacer.onGivenUp(failure);
			pacer.end(failure);
			throw failure;
		}
	}

	private async downloaded(url: URL, kind: MediaKind, transport: DownloadTransport): Promise<InputFile> {
		const response = await download(url, { 'user-agent': USER_AGENT, accept: '*/*' }, transport);
		const { status } = response;
		if (status !== 200) {
			response.body.destroy();
			throw invalidInput(
				`The file at 'URL' could not be downloaded: ${url.host} answered with status ${status}`,
				"Check the address in 'URL' by opening it in a browser.",
			).but({ status });
		}
		const name = decodeURIComponentSafely(url.pathname.split('/').pop() ?? '');
		const type = bareMediaType(response.headers['content-type']);
		return await this.store(decodedBody(response, MAX_MEDIA_BYTES), { name, type, kind, field: 'URL' });
	}

	private async fromDataUrl(text: string, kind: MediaKind): Promise<InputFile> {
		const content = readDataUrl(text);
		if (content === undefined)
			throw invalidInput("'URL' is not a readable data: URL", 'It has the form data:image/png;base64,...');
		return await this.stored(
			await this.context.helpers.prepareBinaryData(content.bytes, 'file', content.mediaType),
			kind,
			'URL',
		);
	}

	/** Only through n8n's own helper, which keeps to the folders that the instance allows. */
	private async fromPath(path: unknown, kind: MediaKind, required: boolean): Promise<InputFile | undefined> {
		const text = typeof path === 'string' ? path.trim() : '';
		if (text === '' && !required) return undefined;
		if (text === '')
			throw invalidInput("'File Path' is empty", "Write the path of a file on the n8n host in 'File Path'.");
		try {
			const { createReadStream } = this.context.helpers;
			const stream = await createReadStream(await resolvedPath(this.context, text));
			return await this.store(stream as Readable, {
				name: text.split(/[\\/]/).pop() ?? '',
				type: '',
				kind,
				field: 'File Path',
			});
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw invalidInput(
				`The file at 'File Path' could not be read: ${reason}`,
				'Check that the file is there, and that n8n may read this folder (N8N_RESTRICT_FILE_ACCESS_TO).',
				error,
			);
		}
	}

	private async store(
		bytes: Readable,
		{ name, type, kind, field }: { name: string; type: string; kind: MediaKind; field: string },
	): Promise<InputFile> {
		const binary = await this.context.helpers.prepareBinaryData(
			bytes,
			name || 'file',
			type || 'application/octet-stream',
		);
		return await this.stored(binary, kind, field);
	}

	private async stored(binary: IBinaryData, kind: MediaKind, field: string): Promise<InputFile> {
		return await storedFile(this.context, binary, { itemIndex: this.itemIndex, kind, field });
	}
}

async function resolvedPath(
	context: IExecuteFunctions,
	path: string,
): Promise<Parameters<IExecuteFunctions['helpers']['createReadStream']>[0]> {
	const { resolvePath } = context.helpers;
	// Older versions of n8n take the path as it is.
	return typeof resolvePath === 'function'
		? await resolvePath(path)
		: (path as unknown as Awaited<ReturnType<typeof resolvePath>>);
}

function decodeURIComponentSafely(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
