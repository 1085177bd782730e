import type { Readable } from 'node:stream';
import { MAX_MEDIA_BYTES, decodedBody, peek } from '../http/body';
import { download } from '../http/download';
import type { Transport } from '../http/exchange';
import { callError } from './callError';
import { InferenceError, unexpectedResponse } from './errors';
import { bareMediaType } from './mediaTypes';
import { parseUrl } from './tokenPolicy';
import { USER_AGENT } from './userAgent';

const BILLED = 'The model ran, so the request may have been billed.';
/** Enough of a file to tell a web page by. */
const PAGE_HEAD_BYTES = 256;

/**
 * Opens what a model made, at an address that its answer named; carries neither token nor header of the call.
 * @returns the bytes as they come, and the media type that the server names, or ''
 * @throws {InferenceError} for a file that cannot be had, or is a web page; the request was served, and may not be
 * made again
 */
export async function openResult(
	address: string,
	transport: Transport,
): Promise<{ body: Readable; mediaType: string }> {
	const url = parseUrl(address, 'URL of the result');
	const response = await download(url, { 'user-agent': USER_AGENT, accept: '*/*' }, transport).catch(
		(error: unknown) => {
			const { message, details } = callError(error, { url, isEndpoint: false });
			throw new InferenceError(`The result could not be downloaded: ${message}`, {
				...details,
				advice: `${BILLED} ${details.advice ?? ''}`.trim(),
			});
		},
	);
	if (response.status !== 200) {
		response.body.destroy();
		throw unexpectedResponse(
			`The result could not be downloaded: ${url.host} answered with status ${response.status}`,
			{ advice: BILLED },
		);
	}
	const { head, body } = await peek(decodedBody(response, MAX_MEDIA_BYTES), PAGE_HEAD_BYTES);
	if (isPage(head)) {
		body.destroy();
		throw unexpectedResponse(`The result could not be downloaded: ${url.host} answered with a web page`, {
			advice: BILLED,
			response: address,
		});
	}
	return { body, mediaType: bareMediaType(response.headers['content-type']) };
}

/** A login or an error page, whatever its media type says; no model makes one. */
function isPage(head: Buffer): boolean {
	return /^\s*<(!doctype html|html)\b/i.test(head.toString('latin1'));
}
