import type { Readable } from 'node:stream';
import { MAX_TEXT_BYTES, collect } from '../../http/body';
import { openResult } from '../resultFile';
import type { ProviderRun } from './fetch';

/** A result that is not in memory: the stream is read when someone reads the blob. */
export class RemoteMedia extends Blob {
	constructor(
		readonly body: Readable,
		mediaType: string,
	) {
		super([], { type: mediaType });
	}

	override async arrayBuffer(): Promise<ArrayBuffer> {
		return new Uint8Array(await collect(this.body, MAX_TEXT_BYTES)).buffer;
	}
}

/**
 * Downloads what a job made, as an answer to the official client's `fetch`.
 * @throws {InferenceError}
 */
export async function downloadResult(address: string, { service, context }: ProviderRun): Promise<Response> {
	const { body, mediaType } = await openResult(address, { egress: service.egress, signal: context.deadline.signal });
	const media = new RemoteMedia(body, mediaType);
	return Object.assign(new Response(null, { headers: { 'content-type': mediaType } }), {
		blob: async () => media,
		arrayBuffer: async () => await media.arrayBuffer(),
		text: async () => (await collect(media.body, MAX_TEXT_BYTES)).toString('utf8'),
	});
}
