import { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { unexpectedResponse } from '../../../shared/client/errors';
import { HEAD_BYTES, extensionOf, identify } from '../../../shared/client/mediaTypes';
import { openResult } from '../../../shared/client/resultFile';
import { inLargeChunks, peek } from '../../../shared/http/body';
import type { Transport } from '../../../shared/http/exchange';
import type { Masking } from '../../../shared/n8n/masking';
import type { AnswerFile } from '../../../shared/tasks/answers/answer';

/** A file that was stored, with what the item's json says of it. */
export interface StoredFile {
	readonly field: string;
	readonly binary: IBinaryData;
	readonly about: { readonly mimeType: string; readonly fileName: string; readonly fileSize: number };
}

/**
 * Streams a file of an answer into n8n's storage. Addresses are downloaded without the token.
 * @param baseName file name without its extension
 * @throws {InferenceError} for an empty file
 */
export async function storeFile(
	file: AnswerFile,
	baseName: string,
	context: IExecuteFunctions,
	transport: Transport,
	masking: Masking,
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
	const mimeType = masking.text(await identify(head, declared));
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

async function contentOf(
	{ content, mediaType }: AnswerFile,
	transport: Transport,
): Promise<{ content: Buffer | Readable; declared?: string }> {
	if (Buffer.isBuffer(content) || content instanceof Readable) return { content, declared: mediaType };
	const { body, mediaType: named } = await openResult(content.url, transport);
	return { content: body, declared: named || mediaType };
}
