import { Readable } from 'node:stream';
import type { Encoded } from './body';
import { sleep } from './deadline';
import { HttpError } from './errors';
import type { HttpResponse, Transport } from './exchange';
import { fetchPublic } from './redirects';

const MAX_TRIES = 4;
const FIRST_PAUSE_MS = 250;

/** Decides when each request of a download leaves, and hears how it ended. */
export interface DownloadPace {
	/** @throws where it is known to be in vain; the signal's reason when it is aborted */
	readonly enter: (signal: AbortSignal) => Promise<void>;
	readonly onAnswer: (answer: HttpResponse) => void;
	readonly onError: (error: unknown) => void;
}

/** How a file is fetched; without a pace, its requests leave at once. */
export interface DownloadTransport extends Transport {
	readonly pace?: DownloadPace;
}

/** The answer to a download. */
export interface Downloaded extends Encoded {
	readonly status: number;
}

/**
 * Fetches a public file. That costs nothing, so it is asked for up to four times: where no answer came, after a passing
 * failure (429, 500 and above), and for the rest of a file whose connection broke.
 * @returns the answer, of any status; its body throws {@link HttpError} `interrupted` where the rest could not be had
 * @throws what {@link fetchPublic} throws, and what the pace throws
 */
export async function download(
	url: URL,
	headers: Readonly<Record<string, string>>,
	transport: DownloadTransport,
): Promise<Downloaded> {
	const { pace, signal } = transport;
	let tries = 0;
	const first = await open(headers);
	const body = first.body.stream();
	return { ...first, body: first.status === 200 ? new MendedBody(body, restOf) : body };

	async function open(sent: Readonly<Record<string, string>>): Promise<HttpResponse> {
		tries += 1;
		const isLast = tries >= MAX_TRIES;
		await pace?.enter(signal);
		const asked = paced(fetchPublic(url, sent, transport), pace);
		const answer = isLast ? await asked : await asked.catch(nothingIfBroken);
		if (answer !== undefined && (isLast || !isPassing(answer))) return answer;
		answer?.body.destroy();
		await pause();
		return await open(sent);
	}

	async function restOf(received: number, failure: Error): Promise<Rest> {
		if (tries >= MAX_TRIES) throw failure;
		nothingIfBroken(failure);
		await pause();
		const answer = await open({ ...headers, range: `bytes=${received}-` });
		const rest = restIn(answer, first, received);
		if (rest !== undefined) return rest;
		answer.body.destroy();
		throw failure;
	}

	async function pause(): Promise<void> {
		await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1), signal);
	}
}

/** The same answer, or failure, once the pace was told of it. */
async function paced(asked: Promise<HttpResponse>, pace: DownloadPace | undefined): Promise<HttpResponse> {
	await asked.then(
		(answer) => pace?.onAnswer(answer),
		(error: unknown) => pace?.onError(error),
	);
	return await asked;
}

/** @throws any error but that of a connection */
function nothingIfBroken(error: unknown): undefined {
	if (!(error instanceof HttpError) || !['unreachable', 'interrupted'].includes(error.failure)) throw error;
}

function isPassing({ status }: HttpResponse): boolean {
	return status === 429 || status >= 500;
}

/** What is left of a file, after bytes that were received already. */
interface Rest {
	readonly body: Readable;
	readonly skip: number;
}

/**
 * The rest of a file: as it was asked for, or the file as a whole again; undefined where it may be another file by
 * now.
 */
function restIn(answer: HttpResponse, first: HttpResponse, received: number): Rest | undefined {
	const [, start, length] = /^bytes (\d+)-\d+\/(\d+)$/.exec(String(answer.headers['content-range'])) ?? [];
	const isPart = answer.status === 206 && Number(start) === received;
	const isWhole = answer.status === 200;
	const isSame = ['etag', 'last-modified', 'content-encoding'].every(
		(name) => answer.headers[name] === first.headers[name],
	);
	const hasLength =
		first.headers['content-length'] === (isPart ? length : answer.headers['content-length']) &&
		first.headers['content-length'] !== undefined;
	return (isPart || isWhole) && isSame && hasLength
		? { body: answer.body.stream(), skip: isWhole ? received : 0 }
		: undefined;
}

/** A body that goes on after its connection broke. */
class MendedBody extends Readable {
	private received = 0;

	constructor(
		private part: Readable,
		private readonly restOf: (received: number, failure: Error) => Promise<Rest>,
	) {
		super();
		// An error before the first reader would end the process. Readers still get it.
		this.on('error', () => {});
		this.goOn({ body: part, skip: 0 });
		part.pause();
	}

	override _read(): void {
		this.part.resume();
	}

	override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
		this.part.destroy();
		callback(error);
	}

	private goOn({ body, skip }: Rest): void {
		let toSkip = skip;
		this.part = body;
		body.on('data', (chunk: Buffer) => {
			const fresh = chunk.subarray(toSkip);
			toSkip = Math.max(0, toSkip - chunk.length);
			this.received += fresh.length;
			if (fresh.length > 0 && !this.push(fresh)) body.pause();
		});
		body.once('end', () => this.push(null));
		body.once('error', (failure) => void this.mend(failure));
	}

	private async mend(failure: Error): Promise<void> {
		await this.restOf(this.received, failure).then(
			(rest) => (this.destroyed ? rest.body.destroy() : this.goOn(rest)),
			(error: Error) => this.destroy(error),
		);
	}
}
