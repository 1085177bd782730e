import type { Readable } from 'node:stream';
import { MAX_MEDIA_BYTES, decodedBody } from '../http/body';
import { download } from '../http/download';
import type { Transport } from '../http/exchange';
import { endOf } from './endOf';
import { InferenceError, unexpectedResponse } from './errors';
import { bareMediaType } from './mediaTypes';
import { parseUrl } from './tokenPolicy';
import { USER_AGENT } from './userAgent';

const BILLED = 'The model has worked, so that it may have been billed.';

/**
 * Opens what a model made, at an address that its answer named; carries neither token nor header of the call.
 * @returns the bytes as they come, and the media type that the server names, or ''
 * @throws {InferenceError}, which is no error of the request: that is not to be made and billed again
 */
export async function openResult(
	address: string,
	transport: Transport,
): Promise<{ body: Readable; mediaType: string }> {
	const url = parseUrl(address, 'URL of the result');
	const response = await download(url, { 'user-agent': USER_AGENT, accept: '*/*' }, transport).catch(
		(error: unknown) => {
			const { message, details } = endOf(error, { url, isEndpoint: false });
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
	return { body: decodedBody(response, MAX_MEDIA_BYTES), mediaType: bareMediaType(response.headers['content-type']) };
}
