import { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { callError } from '../../../shared/client/callError';
import { readDataUrl } from '../../../shared/client/dataUrl';
import { InferenceError, invalidInput } from '../../../shared/client/errors';
import { MEDIA_WORDS, adviceOnMisfit, misfit } from '../../../shared/client/fileCheck';
import { InputFile } from '../../../shared/client/inputFile';
import { HEAD_BYTES, bareMediaType, recognise, type MediaKind } from '../../../shared/client/mediaTypes';
import { parseUrl } from '../../../shared/client/tokenPolicy';
import { USER_AGENT } from '../../../shared/client/userAgent';
import { MAX_MEDIA_BYTES, decodedBody } from '../../../shared/http/body';
import { download } from '../../../shared/http/download';
import type { Transport } from '../../../shared/http/exchange';

/** Reads `read(name, otherwise)` of one item. */
export type ReadParameter = (name: string, otherwise: unknown) => unknown;

/** Larger ones are no faster, and leave more memory behind until it is collected (measured with `npm run bench`). */
const CHUNK_BYTES = 64 * 1024;

/** Makes files of one item's input fields, URLs and paths: each ends up in n8n's own storage, to be opened for each attempt. */
export class InputFiles {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly itemIndex: number,
		private readonly read: ReadParameter,
		private readonly transport: () => Transport,
	) {}

	/**
	 * The file that the input source fields name.
	 * @param required whether an item without the file is in error; else it gives undefined
	 * @throws {InferenceError} `invalidInput` naming the field, or what went wrong with the download
	 */
	async chosen(kind: MediaKind, required: boolean): Promise<InputFile | undefined> {
		switch (this.read('inputSource', 'binary')) {
			case 'url':
				return await this.fromUrl(this.read('inputUrl', ''), kind, required);
			case 'path':
				return await this.fromPath(this.read('inputPath', ''), kind, required);
			default:
				return await this.fromField(this.read('binaryPropertyName', 'data'), kind, 'Input Data Field Name', required);
		}
	}

	/** The files of several binary fields, by their names separated by commas, or by a list from an expression. */
	async attached(names: unknown): Promise<InputFile[]> {
		const list = Array.isArray(names) ? names : String(names ?? '').split(',');
		const trimmed = list
			.map((name) => (typeof name === 'string' ? name.trim() : (name as unknown)))
			.filter((name) => name !== '');
		const files = await Promise.all(
			trimmed.map(async (name) => await this.fromField(name, 'any', 'Attachments', true)),
		);
		return files.filter((file) => file !== undefined);
	}

	private async fromField(
		name: unknown,
		kind: MediaKind,
		field: string,
		required: boolean,
	): Promise<InputFile | undefined> {
		const fields = Object.keys(this.context.getInputData()[this.itemIndex]?.binary ?? {});
		if (typeof name === 'string' && name.trim() === '' && !required) return undefined;
		try {
			const binary = this.context.helpers.assertBinaryData(this.itemIndex, name as string);
			return await this.stored(binary, kind);
		} catch (error) {
			if (!required && fields.length === 0) return undefined;
			throw error instanceof InferenceError
				? error
				: invalidInput(
						`The item has no file in the field '${String(name)}' that '${field}' names`,
						adviceOn(fields, field),
						error,
					);
		}
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
		try {
			const response = await download(url, { 'user-agent': USER_AGENT, accept: '*/*' }, this.transport());
			if (response.status !== 200) {
				response.body.destroy();
				throw invalidInput(
					`The file at 'URL' could not be downloaded: ${url.host} answered with status ${response.status}`,
					"Check the address in 'URL' by opening it in a browser.",
				);
			}
			const name = decodeURIComponentSafely(url.pathname.split('/').pop() ?? '');
			const type = bareMediaType(response.headers['content-type']);
			return await this.store(decodedBody(response, MAX_MEDIA_BYTES), name, type, kind);
		} catch (error) {
			throw callError(error, { url, isEndpoint: false });
		}
	}

	private async fromDataUrl(text: string, kind: MediaKind): Promise<InputFile> {
		const content = readDataUrl(text);
		if (content === undefined)
			throw invalidInput("'URL' is not a readable data: URL", 'It has the form data:image/png;base64,...');
		return await this.stored(
			await this.context.helpers.prepareBinaryData(content.bytes, 'file', content.mediaType),
			kind,
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
			return await this.store(stream as Readable, text.split(/[\\/]/).pop() ?? '', '', kind);
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw invalidInput(
				`The file at 'File Path' could not be read: ${reason}`,
				'Check that the file is there, and that n8n may read this folder (N8N_RESTRICT_FILE_ACCESS_TO).',
				error,
			);
		}
	}

	private async store(bytes: Readable, name: string, type: string, kind: MediaKind): Promise<InputFile> {
		const binary = await this.context.helpers.prepareBinaryData(
			bytes,
			name || 'file',
			type || 'application/octet-stream',
		);
		return await this.stored(binary, kind);
	}

	private async stored(binary: IBinaryData, kind: MediaKind): Promise<InputFile> {
		const { helpers } = this.context;
		const fileName = binary.fileName;
		if (binary.id === undefined) {
			const bytes = await helpers.getBinaryDataBuffer(this.itemIndex, binary);
			assertNotEmpty(bytes.length);
			const mediaType = await fittingType(bytes.subarray(0, HEAD_BYTES), binary.mimeType, kind);
			return new InputFile({
				open: async () => Readable.from([bytes], { objectMode: false }),
				size: bytes.length,
				fileName,
				mediaType,
			});
		}
		const { id } = binary;
		const { fileSize: size } = await helpers.getBinaryMetadata(id);
		assertNotEmpty(size);
		const mediaType = await fittingType(
			await headOf(await helpers.getBinaryStream(id, HEAD_BYTES)),
			binary.mimeType,
			kind,
		);
		return new InputFile({
			open: async () => await helpers.getBinaryStream(id, CHUNK_BYTES),
			size,
			fileName,
			mediaType,
		});
	}
}

/**
 * What a file is.
 * @throws {InferenceError} `invalidInput` where a task for this kind of media certainly cannot work on it
 */
async function fittingType(head: Buffer, declared: string, kind: MediaKind): Promise<string> {
	const recognised = await recognise(head, declared, kind);
	const what = kind === 'any' ? undefined : await misfit(head, recognised, kind);
	if (kind !== 'any' && what !== undefined)
		throw invalidInput(`The file is ${what}, not ${MEDIA_WORDS[kind]}`, adviceOnMisfit(what, kind));
	return recognised.mediaType;
}

function assertNotEmpty(size: number): void {
	if (size === 0) throw invalidInput('The file is empty', 'Check the node that made it.');
}

async function headOf(stream: Readable): Promise<Buffer> {
	for await (const chunk of stream as AsyncIterable<Buffer>) return chunk;
	return Buffer.alloc(0);
}

function adviceOn(fields: readonly string[], field: string): string {
	if (fields.length === 0)
		return "The item holds no files: check the node before this one, or set 'Input Source' to URL.";
	const [only] = fields;
	if (fields.length === 1) return `This item has the file '${only}': set '${field}' to it.`;
	return `This item has the files ${fields.map((name) => `'${name}'`).join(', ')}: set '${field}' to one of them.`;
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
