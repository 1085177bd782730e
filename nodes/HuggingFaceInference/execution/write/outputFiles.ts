import { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { unexpectedResponse } from '../../../shared/client/errors';
import { MEDIA_WORDS, textInstead } from '../../../shared/client/fileCheck';
import { HEAD_BYTES, extensionOf, recognise, type Recognised } from '../../../shared/client/mediaTypes';
import { openResult } from '../../../shared/client/resultFile';
import { inLargeChunks, peek } from '../../../shared/http/body';
import { MB } from '../../../shared/http/collect';
import type { Transport } from '../../../shared/http/exchange';
import type { Masking } from '../../../shared/n8n/masking';
import type { AnswerFile } from '../../../shared/tasks/answers/answer';

/** A file that was stored, with what the item's json says of it. */
export interface StoredFile {
	readonly field: string;
	readonly binary: IBinaryData;
	readonly about: { readonly mimeType: string; readonly fileName: string; readonly fileSize: number };
}

/** Where files go, and the way to those that have to be downloaded first. */
export interface Storage {
	readonly context: IExecuteFunctions;
	readonly transport: Transport;
	readonly masking: Masking;
}

/**
 * Streams a file of an answer into n8n's storage. Addresses are downloaded without the token.
 * @param baseName file name without its extension
 * @throws {InferenceError} for an empty file, and for text in the place of an image, a sound or a video
 */
export async function storeFile(
	file: AnswerFile,
	baseName: string,
	{ context, transport, masking }: Storage,
): Promise<StoredFile> {
	const { content, declared } = await contentOf(file, transport);
	const name = file.part === undefined ? baseName : `${baseName}-${file.part}`;
	const { head, body } = Buffer.isBuffer(content)
		? { head: content.subarray(0, HEAD_BYTES), body: content }
		: await peek(content, HEAD_BYTES);
	if (head.length === 0)
		throw unexpectedResponse('The server answered with an empty file', {
			advice: 'Check the inputs, or try another model or provider.',
		});
	const recognised = await recognise(head, declared);
	await assertFits(file, { head, body }, recognised);
	const mimeType = masking.text(recognised.mediaType);
	const fileName = `${name}.${extensionOf(mimeType)}`;
	if (Buffer.isBuffer(body)) {
		const binary = await context.helpers.prepareBinaryData(body, fileName, mimeType);
		return { field: file.field, binary, about: { mimeType, fileName, fileSize: body.length } };
	}
	let fileSize = 0;
	const counted = inLargeChunks(body, (bytes) => (fileSize += bytes));
	// n8n sees the error when it reads; one that comes before that must not end the process.
	counted.on('error', () => {});
	const binary = await context.helpers.prepareBinaryData(counted, fileName, mimeType);
	return { field: file.field, binary, about: { mimeType, fileName, fileSize } };
}

/** @throws {InferenceError} where a web page or other text came in the place of what the task makes */
async function assertFits(
	{ media }: AnswerFile,
	{ head, body }: { readonly head: Buffer; readonly body: Buffer | Readable },
	recognised: Recognised,
): Promise<void> {
	const what = media && (await textInstead(head, recognised));
	if (media === undefined || what === undefined) return;
	const start = Buffer.isBuffer(body) ? body : (await peek(body, MB)).head;
	if (!Buffer.isBuffer(body)) body.destroy();
	throw unexpectedResponse(`The result is ${what}, not ${MEDIA_WORDS[media]}`, {
		advice: 'The request may have been billed. Try again, or choose another model or provider.',
		response: start.toString('utf8', 0, MB),
	});
}

async function contentOf(
	{ content, mediaType }: AnswerFile,
	transport: Transport,
): Promise<{ content: Buffer | Readable; declared?: string }> {
	if (Buffer.isBuffer(content) || content instanceof Readable) return { content, declared: mediaType };
	const { body, mediaType: named } = await openResult(content.url, transport);
	return { content: body, declared: named || mediaType };
}
