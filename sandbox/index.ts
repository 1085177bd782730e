import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Gate, type Capacity } from './capacity';
import { sendJson, type Exchange, type RecordedRequest } from './exchange';
import { namedFault, playFault } from './faults';
import { answerRequest } from './routes';
import { listen, record, shut, type Handler } from './server';

export type { RecordedRequest } from './exchange';
export type { Capacity } from './capacity';
export { sampleFile } from './samples';

export const SANDBOX_NAME = 'n8n-nodes-huggingface-inference';

/** A test's own answer: true if it answered. */
export type Rule = (request: RecordedRequest, response: ServerResponse) => boolean | Promise<boolean>;

/** A fault for every request, by its name: `429`, or `429-x2` for the first two. */
export type FaultName = string;

/** A running sandbox. */
export interface Sandbox {
	url: string;
	/** Every request so far, unless `record` is off. */
	requests: RecordedRequest[];
	/** How long every answer takes at least. */
	latencyMs: number;
	/** How long a stream rests between two events. */
	eventPauseMs: number;
	/** Slots and queue of the server; without them it takes all that comes. */
	capacity: Capacity | undefined;
	/** Adds an answer or a fault. It comes before all routes; the newest comes first. */
	respond(rule: Rule | FaultName): void;
	/** Forgets requests, rules, settings and the faults' counts. */
	reset(): void;
	close(): Promise<void>;
}

export interface SandboxOptions {
	/** 0, the default, takes a free one. */
	port?: number;
	/** Whether requests are kept; a demo that runs for days keeps none. */
	record?: boolean;
}

interface State {
	rules: Array<Rule | FaultName>;
	gate: Gate;
	calls: Exchange['calls'];
	jobs: Exchange['jobs'];
	served: number;
}

/** Answers by the first rule that takes the request; `serve` answers where a fault has passed. */
async function isRuled(state: State, exchange: Exchange, serve: () => Promise<void>): Promise<boolean> {
	for (const rule of state.rules) {
		if (typeof rule === 'string') {
			await playFault(exchange, namedFault(rule, `rule ${rule}`), serve);
			return true;
		}
		if (await rule(exchange.request, exchange.response)) return true;
	}
	return false;
}

async function answerInSlot(sandbox: Sandbox, state: State, exchange: Exchange): Promise<void> {
	const leave = sandbox.capacity === undefined ? () => undefined : await state.gate.enter(sandbox.capacity);
	if (leave === undefined) return sendJson(exchange, 429, { error: 'Model is overloaded', error_type: 'overloaded' });
	try {
		if (sandbox.latencyMs > 0) await pause(sandbox.latencyMs);
		await answerRequest(exchange);
	} finally {
		leave();
	}
}

function handlerOf(sandbox: Sandbox, state: State, isRecording: boolean): Handler {
	return async (incoming, response) => {
		response.setHeader('x-sandbox', SANDBOX_NAME);
		const request = await record(incoming);
		response.setHeader('x-request-id', `sandbox-${++state.served}`);
		if (isRecording) sandbox.requests.push(request);
		const addressOf = () => new URL(`${sandbox.url}${request.path.startsWith('/') ? request.path : '/'}`);
		const { calls, jobs } = state;
		const { eventPauseMs } = sandbox;
		const exchange = { request, response, url: addressOf(), eventPauseMs, calls, jobs };
		// A rule may have rewritten the path.
		const serve = async () => await answerInSlot(sandbox, state, { ...exchange, url: addressOf() });
		if (!(await isRuled(state, exchange, serve))) await serve();
	};
}

const SETTINGS = { latencyMs: 0, eventPauseMs: 1, capacity: undefined };

/** Starts a sandbox on 127.0.0.1. */
export async function startSandbox({ port = 0, record: isRecording = true }: SandboxOptions = {}): Promise<Sandbox> {
	const state: State = { rules: [], gate: new Gate(), calls: new Map(), jobs: new Map(), served: 0 };
	const sandbox: Sandbox = {
		url: '',
		requests: [],
		...SETTINGS,
		respond: (rule) => void state.rules.unshift(rule),
		reset: () => {
			sandbox.requests.length = 0;
			state.rules.length = 0;
			state.calls.clear();
			state.jobs.clear();
			state.gate = new Gate();
			state.served = 0;
			Object.assign(sandbox, SETTINGS);
		},
		close: async () => undefined,
	};
	const started = await listen(port, handlerOf(sandbox, state, isRecording));
	sandbox.url = `http://127.0.0.1:${started.port}`;
	sandbox.close = async () => await shut(started.server);
	return sandbox;
}
