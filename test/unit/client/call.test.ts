import type { ServerResponse } from 'node:http';
import { call } from '../../../nodes/shared/client/call';
import type { InferenceError } from '../../../nodes/shared/client/errors';
import { QUIET, type Pacer } from '../../../nodes/shared/client/pacer';
import { readAnswer } from '../../../nodes/shared/client/response';
import { Deadline, sleep } from '../../../nodes/shared/http/deadline';
import { DeadlineError } from '../../../nodes/shared/http/errors';
import { useServer } from '../server';

let asked = 0;
let play: (response: ServerResponse) => void = () => {};

const server = useServer((_request, response) => {
	asked += 1;
	play(response);
});

beforeEach(() => {
	asked = 0;
});

/** A pacer that waits for nothing, and hears everything. */
function pacerOf(progress: () => number = () => 0): Pacer & { heard: string[] } {
	const heard: string[] = [];
	return {
		...QUIET,
		heard,
		progress,
		wait: async () => true,
		leave: (outcome) => void heard.push(outcome),
		onGivenUp: () => void heard.push('given up'),
		end: (error) => void heard.push(error === undefined ? 'well' : error.details.type),
	};
}

async function made(pacer: Pacer, maxRetries: number): Promise<unknown> {
	const deadline = new Deadline(60);
	const rules = { maxRetries, waitForModel: true, retryInterrupted: false };
	try {
		const request = { url: new URL(server.url), headers: {}, isEndpoint: true, payload: { json: {} } };
		return (await call(request, { deadline, rules, pacer }, readAnswer)).report.attempts;
	} catch (error) {
		return (error as InferenceError).details.type;
	} finally {
		deadline.clear();
	}
}
const refuse = (response: ServerResponse): void => void response.writeHead(429).end('{}');
const serve = (response: ServerResponse): void =>
	void response.writeHead(200, { 'content-type': 'application/json' }).end('[1]');

describe('A call', () => {
	it('is made once with Max Retries 0, and told of as given up', async () => {
		play = refuse;
		const pacer = pacerOf();
		expect(await made(pacer, 0)).toBe('rateLimit');
		expect(asked).toBe(1);
		expect(pacer.heard).toEqual(['refused', 'given up', 'rateLimit']);
	});

	it('is made again after refusals, and says how often', async () => {
		play = (response) => (asked < 3 ? refuse(response) : serve(response));
		const pacer = pacerOf();
		expect(await made(pacer, 5)).toBe(3);
		expect(pacer.heard).toEqual(['refused', 'refused', 'answered', 'well']);
	});

	it('counts no refusal while the service answers others: it is a place in its queue', async () => {
		play = (response) => (asked < 10 ? refuse(response) : serve(response));
		let answers = 0;
		expect(
			await made(
				pacerOf(() => (answers += 1)),
				2,
			),
		).toBe(10);
		asked = 0;
		expect(
			await made(
				pacerOf(() => 1),
				2,
			),
		).toBe('rateLimit');
		expect(asked).toBe(3);
	});

	it('is not made again after a failure that may be billed', async () => {
		play = (response) => void response.writeHead(500).end('{"error":"broken"}');
		const pacer = pacerOf();
		expect(await made(pacer, 5)).toBe('server');
		expect(asked).toBe(1);
		expect(pacer.heard).toEqual(['answered', 'server']);
	});

	it('is made again while the model loads, whatever Max Retries is', async () => {
		play = (response) =>
			asked < 4 ? void response.writeHead(503).end('{"error":"Model is loading"}') : serve(response);
		const pacer = pacerOf();
		expect(await made(pacer, 0)).toBe(4);
		expect(pacer.heard).toEqual(['loading', 'loading', 'loading', 'answered', 'well']);
	});
});

describe('I5: a call whose time is over', () => {
	/** The failure of a call whose time passes when something happens. */
	const timedOut = async (pacerFor: (over: () => void) => Pacer): Promise<InferenceError> => {
		const limit = new AbortController();
		const over = (): void => limit.abort(new DeadlineError(1));
		play = over;
		const deadline = new Deadline(0, [limit.signal]);
		const rules = { maxRetries: 0, waitForModel: true, retryInterrupted: false };
		const request = { url: new URL(server.url), headers: {}, isEndpoint: true, payload: { json: {} } };
		return await call(request, { deadline, rules, pacer: pacerFor(over) }, readAnswer).then(
			() => {
				throw new Error('it was answered');
			},
			(error: unknown) => error as InferenceError,
		);
	};

	it('before it was sent cannot be billed', async () => {
		const enter = async (over: () => void, signal: AbortSignal): Promise<void> => {
			over();
			await sleep(1, signal);
		};
		const { details } = await timedOut((over) => ({ ...pacerOf(), enter: (signal) => enter(over, signal) }));
		expect(details).toMatchObject({ type: 'timeout', advice: "Raise 'Timeout' in 'Options'." });
		expect(asked).toBe(0);
	});

	it('after it was sent can', async () => {
		const { details } = await timedOut(() => pacerOf());
		expect(details.advice).toContain('may have run and been billed');
		expect(asked).toBe(1);
	});
});
