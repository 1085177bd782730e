import type { Readable } from 'node:stream';
import { ResponseBody } from '../../../nodes/shared/http/responseBody';

/** A body that a stream plays the connection of. */
export function bodyOf(connection: Readable): ResponseBody {
	const body = new ResponseBody({
		pause: () => connection.pause(),
		resume: () => connection.resume(),
		abort: (reason) => connection.destroy(reason),
	});
	connection.on('data', (chunk: Buffer) => body.push(chunk));
	connection.once('end', () => body.end());
	connection.once('error', (error) => body.destroy(error));
	return body;
}
