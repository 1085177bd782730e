import { readBytes } from '../http/body';
import { MB } from '../http/collect';
import { firstOf, type HttpResponse } from '../http/exchange';
import { decodeText } from './charset';
import { serverJsonIn } from './lenientJson';
import type { FailedAnswer } from './retry';

const MAX_ERROR_BYTES = MB;

/**
 * Reads an answer with a failure status to its end. The text is empty where it breaks or is over one MB.
 * @param elapsedMs from the start of the request to the headers of the answer, in milliseconds
 */
export async function readFailure(response: HttpResponse, elapsedMs: number): Promise<FailedAnswer> {
	const { status, headers } = response;
	const text = await readBytes(response, MAX_ERROR_BYTES).then(
		(bytes) => decodeText(bytes, firstOf(headers['content-type'])),
		() => '',
	);
	return { status, headers, text, json: serverJsonIn(text), elapsedMs };
}
