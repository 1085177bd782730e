import { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { invalidInput } from '../../../shared/client/errors';
import { InputFile } from '../../../shared/client/inputFile';
import { MEDIA_WORDS, adviceOnMisfit, misfit } from '../../../shared/client/fileCheck';
import { HEAD_BYTES, recognise, type MediaKind } from '../../../shared/client/mediaTypes';
import { goneFile } from './inputErrors';

/** Each chunk costs a read and a write of its own: at 64 KB these take half of the time of a large file. */
const CHUNK_BYTES = 1024 * 1024;

/** What a file is for: its item, the kind that the task works on, and the label of the field that names it. */
interface Purpose {
	readonly itemIndex: number;
	readonly kind: MediaKind;
	readonly field: string;
}

/**
 * A file of n8n's binary data, to be opened anew for each attempt to send it.
 * @throws {InferenceError} `invalidInput` where it is empty, or where n8n's storage does not hold it any more
 */
export async function storedFile(
	{ helpers }: IExecuteFunctions,
	binary: IBinaryData,
	{ itemIndex, kind, field }: Purpose,
): Promise<InputFile> {
	const { id, fileName, mimeType } = binary;
	if (id === undefined) {
		const bytes = await helpers.getBinaryDataBuffer(itemIndex, binary);
		assertNotEmpty(bytes.length);
		const mediaType = await fittingType(bytes.subarray(0, HEAD_BYTES), mimeType, kind);
		const open = async (): Promise<Readable> => Readable.from([bytes], { objectMode: false });
		return new InputFile({ open, size: bytes.length, fileName, mediaType });
	}
	const gone = (error: unknown): never => {
		throw goneFile(field, error);
	};
	const { fileSize: size } = await helpers.getBinaryMetadata(id).catch(gone);
	assertNotEmpty(size);
	const head = await helpers.getBinaryStream(id, HEAD_BYTES).then(headOf).catch(gone);
	return new InputFile({
		open: async () => await helpers.getBinaryStream(id, CHUNK_BYTES).catch(gone),
		size,
		fileName,
		mediaType: await fittingType(head, mimeType, kind),
	});
}

/**
 * The media type of a file.
 * @throws {InferenceError} `invalidInput` where a task for this kind of media certainly cannot work on it
 */
async function fittingType(head: Buffer, declared: string, kind: MediaKind): Promise<string> {
	const recognised = await recognise(head, declared, kind);
	const what = kind === 'any' ? undefined : await misfit(head, recognised, kind);
	if (kind !== 'any' && what !== undefined) {
		throw invalidInput(`The file is ${what}, not ${MEDIA_WORDS[kind]}`, adviceOnMisfit(what, kind));
	}
	return recognised.mediaType;
}

function assertNotEmpty(size: number): void {
	if (size === 0) throw invalidInput('The file is empty', 'Check the node that made it.');
}

async function headOf(stream: Readable): Promise<Buffer> {
	for await (const chunk of stream as AsyncIterable<Buffer>) return chunk;
	return Buffer.alloc(0);
}
