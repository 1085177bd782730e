import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JsonObject, JsonValue } from '../../../nodes/shared/client/json';

const DIR = resolve(__dirname, '../../../../shared/recorded');

/** Whether the recordings are here: they are no part of the package. */
export const isRecorded = existsSync(join(DIR, 'servers.json'));

/** One recorded exchange, whichever service it is of. */
export interface Exchange {
	/** The service, and where several are alike their number. */
	readonly name: string;
	readonly task: string;
	readonly request: {
		readonly path: string;
		readonly contentType: string;
		readonly accept: string;
		readonly json?: JsonObject;
		readonly bytes?: Buffer;
	};
	readonly response: {
		readonly status: number;
		readonly headers: Readonly<Record<string, string>>;
		readonly body: Buffer;
		readonly json?: JsonValue;
	};
}

function read(name: string): unknown {
	return isRecorded ? JSON.parse(readFileSync(join(DIR, name), 'utf8')) : [];
}

/** A file that lies beside the recordings. */
export function recordedFile(name: string): Buffer {
	return readFileSync(join(DIR, name));
}

interface ServerExchange {
	readonly server: string;
	readonly request: {
		readonly path: string;
		readonly headers: Record<string, string>;
		readonly json?: JsonObject;
		readonly base64?: string;
	};
	readonly response: {
		readonly status: number;
		readonly headers: Record<string, string>;
		readonly json?: JsonValue;
		readonly text?: string;
		readonly base64?: string;
	};
}

/** Tasks that the toolkit calls by names of its own. */
const OTHER_NAMES: Readonly<Record<string, string>> = { 'sentence-embeddings': 'feature-extraction' };

/** The programs by their short names in older recordings. */
const PROGRAMS: Readonly<Record<string, string>> = { tk: 'toolkit', hs: 'hf-serve', cm: 'community' };

/** The program and task of a recording, e.g. `toolkit/image-classification`. */
function fullName(server: string): string {
	const [program = '', ...rest] = server.split('/');
	return [PROGRAMS[program] ?? program, ...rest].join('/');
}

/** The exchanges with Hugging Face's server programs. */
export const serverExchanges: readonly Exchange[] = (read('servers.json') as ServerExchange[]).map(
	({ server: recorded, request, response }, i) => {
		const server = fullName(recorded);
		const named = server.split('/').pop() ?? server;
		const { path, headers, json, base64 } = request;
		return {
			name: `${server}, exchange ${i}`,
			task: OTHER_NAMES[named] ?? named,
			request: {
				path,
				contentType: headers['content-type'] ?? '',
				accept: headers.accept ?? '',
				...(json && { json }),
				...(base64 !== undefined && { bytes: Buffer.from(base64, 'base64') }),
			},
			response: {
				status: response.status,
				headers: response.headers,
				body: bodyOf(response),
				...(response.json !== undefined && { json: response.json }),
			},
		};
	},
);

function bodyOf({ json, text, base64 }: ServerExchange['response']): Buffer {
	if (base64 !== undefined) return Buffer.from(base64, 'base64');
	return Buffer.from(json === undefined ? (text ?? '') : JSON.stringify(json));
}

interface ServiceExchange {
	readonly task: string;
	readonly request: { readonly url: string; readonly contentType: string | null; readonly body: JsonObject | string };
	readonly response: { readonly status: number; readonly contentType: string; readonly body: JsonValue };
}

/** What stands where the bytes of a file were not recorded. */
const NOT_RECORDED = '<binary, not recorded>';

/** A file that answers of this type may have been. */
function fileOf(contentType: string): Buffer {
	if (contentType.startsWith('audio/')) return recordedFile('sample1.flac');
	const jpeg = serverExchanges.find(({ response }) => response.headers['content-type'] === 'image/jpeg');
	if (jpeg === undefined) throw new Error('no JPEG is recorded');
	return jpeg.response.body;
}

/** The exchanges with hf-inference. */
export const serviceExchanges: readonly Exchange[] = (read('hf-inference.json') as ServiceExchange[]).map(
	({ task, request, response }, i) => {
		const { body, contentType, status } = response;
		const bytes =
			body === NOT_RECORDED ? fileOf(contentType) : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
		return {
			name: `${task}, exchange ${i}`,
			task,
			request: {
				path: new URL(request.url).pathname,
				contentType: request.contentType ?? '',
				accept: '',
				...(typeof request.body === 'object' && { json: request.body }),
			},
			response: {
				status,
				headers: { 'content-type': contentType },
				body: bytes,
				...(typeof body === 'object' && { json: body }),
			},
		};
	},
);
