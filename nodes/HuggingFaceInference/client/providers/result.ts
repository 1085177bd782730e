import type { Readable } from 'node:stream';
import { MAX_MEDIA_BYTES, MAX_TEXT_BYTES, collect, decodedBody } from '../../http/body';
import { sleep } from '../../http/deadline';
import { HttpError } from '../../http/errors';
import type { HttpResponse } from '../../http/exchange';
import { download } from '../../http/redirects';
import { endOf } from '../call';
import { unexpectedResponse, type InferenceError } from '../errors';
import { bareMediaType } from '../mediaTypes';
import { parseUrl } from '../tokenPolicy';
import { USER_AGENT } from '../userAgent';
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
 * Downloads what a job made; carries neither token nor header of the call.
 * @throws {InferenceError}
 */
export async function downloadResult(address: string, run: ProviderRun): Promise<Response> {
	const url = parseUrl(address, 'URL of the result');
	try {
		const response = await opened(url, run);
		if (response.status !== 200) {
			response.body.destroy();
			throw unexpectedResponse(`The result could not be downloaded: ${url.host} answered with status ${response.status}`, 'The model has worked, so that it may have been billed.');
		}
		const mediaType = bareMediaType(response.headers['content-type']);
		const media = new RemoteMedia(decodedBody(response, MAX_MEDIA_BYTES), mediaType);
		return Object.assign(new Response(null, { headers: { 'content-type': mediaType } }), {
			blob: async () => media,
			arrayBuffer: async () => await media.arrayBuffer(),
			text: async () => (await collect(media.body, MAX_TEXT_BYTES)).toString('utf8'),
		});
	} catch (error) {
		return fail(endOf(error, { url, isEndpoint: false }));
	}
}

const DOWNLOAD_TRIES = 4;
const FIRST_DOWNLOAD_PAUSE_MS = 250;

/** A result is paid for, and its download costs nothing: it is tried again where no answer came, or a passing failure. */
async function opened(url: URL, { service, context: { deadline } }: ProviderRun): Promise<HttpResponse> {
	for (let tries = 1; ; tries++) {
		const isLast = tries === DOWNLOAD_TRIES;
		try {
			const response = await download(url, { 'user-agent': USER_AGENT, accept: '*/*' }, { egress: service.egress, signal: deadline.signal });
			if (isLast || (response.status !== 429 && response.status < 500)) return response;
			response.body.destroy();
		} catch (error) {
			if (isLast || !(error instanceof HttpError) || !['unreachable', 'interrupted'].includes(error.failure)) return fail(endOf(error, { url, isEndpoint: false }));
		}
		await sleep(FIRST_DOWNLOAD_PAUSE_MS * 2 ** (tries - 1), deadline.signal);
	}
}

function fail(error: InferenceError): never {
	throw error;
}
