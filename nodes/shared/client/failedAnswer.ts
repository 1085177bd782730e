import { MB, readBytes } from '../http/body';
import type { HttpResponse } from '../http/exchange';
import { jsonIn } from './json';
import type { FailedAnswer } from './retry';

const MAX_ERROR_BYTES = MB;

/**
 * Reads an answer with a failure status to its end. The text is empty where it breaks or is over one MB.
 * @param elapsedMs from the start of the request to the headers of the answer, in milliseconds
 */
export async function readFailure(response: HttpResponse, elapsedMs: number): Promise<FailedAnswer> {
	const { status, headers } = response;
	const text = await readBytes(response, MAX_ERROR_BYTES).then(
		(bytes) => bytes.toString('utf8'),
		() => '',
	);
	return { status, headers, text, json: jsonIn(text), elapsedMs };
}
