import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QUIET } from '../../../../nodes/shared/client/pacer';
import type { JsonValue } from '../../../../nodes/shared/client/json';
import { fetch as clientFetch } from '../../../../nodes/shared/client/providers/transport';
import type { ServerAnswer } from '../../../../nodes/shared/client/response';
import { makeService } from '../../../../nodes/shared/client/service';
import { Deadline } from '../../../../nodes/shared/http/deadline';
import type { InputFile } from '../../../../nodes/shared/client/inputFile';
import { TOKEN, fileOfType, requestFor } from './request';

/** What the router answers to a path: JSON, a page, or whatever the function writes. */
export type Reply = JsonValue | ((request: IncomingMessage, response: ServerResponse) => void);

/** A router on loopback that answers each `METHOD /path` with its replies in turn, the last one ever after. */
export class Router {
	readonly seen: string[] = [];
	private readonly turns = new Map<string, number>();
	private readonly server: Server;

	constructor(private readonly replies: Readonly<Record<string, readonly Reply[]>>) {
		this.server = createServer((request, response) => this.answer(request, response));
	}

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private answer(request: IncomingMessage, response: ServerResponse): void {
		const key = `${request.method} ${request.url}`;
		this.seen.push(key);
		const turn = this.turns.get(key) ?? 0;
		this.turns.set(key, turn + 1);
		const replies = this.replies[key] ?? [];
		const reply = replies[Math.min(turn, replies.length - 1)];
		if (typeof reply === 'function') return reply(request, response);
		if (reply === undefined) return void response.writeHead(404).end();
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
	}
}

export interface Play {
	readonly provider: string;
	readonly task: string;
	readonly router: Router;
	/** The provider's answer to the request. */
	readonly first: JsonValue;
	readonly deadline?: Deadline;
	readonly providerId?: string;
	readonly onTaken?: (cancel: () => Promise<boolean>) => void;
}

/** Waits for the job of an answer, and puts its result into a shape that the readers know. */
export async function awaited({
	provider,
	task,
	router,
	first,
	providerId,
	onTaken,
	...more
}: Play): Promise<JsonValue> {
	const deadline = more.deadline ?? new Deadline(60);
	const request = await requestFor({
		provider,
		task,
		providerId,
		payload: { json: { inputs: inputOf(task), parameters: { prompt: 'a lighthouse' } } },
		service: makeService({ accessToken: TOKEN, routerUrl: router.url }),
	});
	const rules = { maxRetries: 0, waitForModel: false, retryInterrupted: false };
	const context = { deadline, rules, pacer: QUIET, onTaken };
	try {
		const answer: ServerAnswer = { kind: 'json', value: first };
		const read = await request.read(await request.awaitResult(answer, context), context);
		if (read.kind !== 'json') throw new Error('the answer is no JSON');
		return read.value;
	} finally {
		deadline.clear();
	}
}

function inputOf(task: string): InputFile | string {
	if (task.startsWith('image')) return fileOfType('image/png');
	return task === 'automatic-speech-recognition' ? fileOfType('audio/mpeg') : 'a lighthouse';
}

const realFetch = globalThis.fetch;

/** The build puts our `fetch` in the place of the global one, which the sources' own client calls. */
export function useClientFetch(): void {
	beforeAll(() => {
		globalThis.fetch = clientFetch as typeof fetch;
	});
	afterAll(() => {
		globalThis.fetch = realFetch;
	});
}
