import type { Socket } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import type { RecordedRequest, Sandbox } from '../../../sandbox';
import { runNode, type RunOptions, type RunResult } from '../support/engine';
import { credentialFor, inSandbox, TOKEN } from '../support/sandbox';
import { pause, until } from '../faults/hostile';
import { itemFor, taskOf } from '../tasks/samples';
import { fieldsFor } from '../wire/arguments';

/** How long a test waits for what must happen: far longer than it takes, so that a slow machine breaks nothing. */
const PATIENCE_MS = 20_000;

interface Queue {
	readonly provider: string;
	readonly task: string;
	/** Path of the request that asks how the job is. */
	readonly poll: RegExp;
	/** How the provider says that a job goes on, for a test whose job never ends. */
	readonly unfinished: (id: string) => object;
	/** Method and path by which the provider cancels a job; absent where it cannot. */
	readonly cancel?: RegExp;
}

const QUEUES: readonly Queue[] = [
	{
		provider: 'fal-ai',
		task: 'text-to-video',
		poll: /^\/fal-ai\/.+\/requests\/[\w-]+\/status\?_subdomain=queue$/,
		unfinished: () => ({ status: 'IN_PROGRESS' }),
		cancel: /^PUT \/fal-ai\/.+\/requests\/[\w-]+\/cancel\?_subdomain=queue$/,
	},
	{
		provider: 'replicate',
		task: 'text-to-image',
		poll: /^\/replicate\/v1\/predictions\/[\w-]+$/,
		unfinished: (id) => ({
			id,
			status: 'processing',
			output: null,
			urls: {
				get: `https://api.replicate.com/v1/predictions/${id}`,
				cancel: `https://api.replicate.com/v1/predictions/${id}/cancel`,
			},
		}),
		cancel: /^POST \/replicate\/v1\/predictions\/[\w-]+\/cancel$/,
	},
	{
		provider: 'wavespeed',
		task: 'text-to-image',
		poll: /^\/wavespeed\/api\/v3\/predictions\/[\w-]+\/result$/,
		unfinished: (id) => ({
			code: 200,
			data: {
				id,
				status: 'processing',
				outputs: [],
				urls: { get: `https://api.wavespeed.ai/api/v3/predictions/${id}/result` },
			},
		}),
	},
	{
		provider: 'novita',
		task: 'text-to-video',
		poll: /^\/novita\/v3\/async\/task-result\?task_id=[\w-]+$/,
		unfinished: (id) => ({ task: { task_id: id, status: 'TASK_STATUS_PROCESSING' } }),
	},
	{
		provider: 'novita',
		task: 'image-text-to-video',
		poll: /^\/novita\/v3\/minimax\/v2\/query\/video_generation\/[\w-]+$/,
		unfinished: () => ({ task: { status: 'running' } }),
	},
	{
		provider: 'together',
		task: 'text-to-video',
		poll: /^\/together\/v2\/videos\/[\w-]+$/,
		unfinished: (id) => ({ id, status: 'in_progress' }),
	},
	{
		provider: 'zai-org',
		task: 'text-to-image',
		poll: /^\/zai-org\/api\/paas\/v4\/async-result\/[\w-]+$/,
		unfinished: (id) => ({ id, task_status: 'PROCESSING' }),
	},
];

/** Has the job that replicate makes take longer than the minute for which the connection is held. */
function withoutWaiting(sandbox: Sandbox, { provider }: Queue): void {
	if (provider === 'replicate')
		sandbox.respond((request) => {
			Reflect.deleteProperty(request.headers, 'prefer');
			return false;
		});
}

/** Keeps the job from ever ending. */
function neverEnding(sandbox: Sandbox, { poll, unfinished }: Queue): void {
	sandbox.respond(({ method, path }, response) => {
		if (method !== 'GET' || !poll.test(path)) return false;
		const id = /[0-9a-f]{8}-\d+/.exec(path)?.[0] ?? '';
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(unfinished(id)));
		return true;
	});
}

async function run(
	sandbox: Sandbox,
	{ provider, task }: Queue,
	more: { options?: IDataObject; credential?: object; model?: string } & Pick<RunOptions, 'onStart' | 'onError'> = {},
): Promise<RunResult> {
	return await runNode({
		parameters: {
			...fieldsFor(task, false),
			provider,
			model: { __rl: true, mode: 'id', value: more.model ?? `sandbox/${task}` },
			options: { timeout: 60, ...more.options },
		},
		items: [itemFor(taskOf(task))],
		credential: credentialFor(sandbox, more.credential),
		onStart: more.onStart,
		onError: more.onError,
	});
}

const polls = (sandbox: Sandbox, { poll }: Queue): RecordedRequest[] =>
	sandbox.requests.filter(({ method, path }) => method === 'GET' && poll.test(path));

describe('A job that queues', () => {
	it.concurrent.each(QUEUES)(
		'at $provider for $task is asked for under the path of the provider, with the token; its result is downloaded without',
		inSandbox(async (sandbox, queue) => {
			withoutWaiting(sandbox, queue);
			const { error, items } = await run(sandbox, queue);
			expect(error).toBeUndefined();
			expect(items[0]?.binary?.data).toBeDefined();
			expect(polls(sandbox, queue).length).toBeGreaterThanOrEqual(2);
			for (const { headers } of polls(sandbox, queue)) expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
			const downloads = sandbox.requests.filter(({ path }) => path.startsWith('/files/'));
			expect(downloads).toHaveLength(1);
			expect(JSON.stringify(downloads[0]?.headers)).not.toContain(TOKEN);
			expect(sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
		}),
		60_000,
	);

	it.concurrent.each(QUEUES)(
		'at $provider for $task is asked for behind a gateway, whose address holds a path',
		inSandbox(async (sandbox, queue) => {
			const seen: string[] = [];
			sandbox.respond((request) => {
				seen.push(request.path);
				request.path = request.path.replace(/^\/gateway\/hf/, '');
				return false;
			});
			withoutWaiting(sandbox, queue);
			const { error } = await run(sandbox, queue, { credential: { routerUrl: `${sandbox.url}/gateway/hf/` } });
			expect(error).toBeUndefined();
			expect(
				seen.filter(
					(path) =>
						!path.startsWith('/api/models/') &&
						!path.startsWith('/files/') &&
						!path.startsWith(`/gateway/hf/${queue.provider}/`),
				),
			).toEqual([]);
		}),
		60_000,
	);

	it.concurrent.each(QUEUES)(
		'at $provider for $task is given up at the deadline, and cancelled where the provider can',
		inSandbox(async (sandbox, queue) => {
			withoutWaiting(sandbox, queue);
			neverEnding(sandbox, queue);
			const started = performance.now();
			const { error } = await run(sandbox, queue, { options: { timeout: 6 } });
			expect(error?.context).toMatchObject({ type: 'timeout' });
			expect(error?.message).toContain('within 6 s');
			expect(performance.now() - started).toBeGreaterThan(5900);
			expect(polls(sandbox, queue).length).toBeLessThanOrEqual(13);
			await expectCancelled(sandbox, queue);
		}),
		60_000,
	);

	it.concurrent.each(QUEUES)(
		'at $provider for $task ends when the execution is cancelled, long before its deadline, and is cancelled where the provider can',
		inSandbox(async (sandbox, queue) => {
			withoutWaiting(sandbox, queue);
			neverEnding(sandbox, queue);
			// Without the cancel the run goes on for ten minutes, and the test fails at its own timeout.
			const { status } = await run(sandbox, queue, {
				options: { timeout: 600 },
				onStart: (execution) =>
					void until(() => polls(sandbox, queue).length > 0, PATIENCE_MS).then(() => execution.cancel()),
			});
			expect(status).toBe('canceled');
			await expectCancelled(sandbox, queue);
			const asked = polls(sandbox, queue).length;
			await pause(1500);
			expect(polls(sandbox, queue)).toHaveLength(asked);
		}),
		60_000,
	);

	it.concurrent.each(QUEUES)(
		'at $provider for $task that fails is an error, said in the words of the provider, and paid for once',
		inSandbox(async (sandbox, queue) => {
			withoutWaiting(sandbox, queue);
			if (queue.task === 'image-text-to-video') failAtNovita(sandbox);
			const { error, items } = await run(
				sandbox,
				queue,
				queue.task === 'image-text-to-video' ? {} : { model: `sandbox/${queue.task}-fault-job-failed` },
			);
			expect(items).toEqual([]);
			const words = {
				'fal-ai': /^Hugging Face provider fal-ai rejected the request \(422\): prompt: The sandbox was asked/,
				'zai-org': /^The job failed at zai-org/,
			}[queue.provider];
			expect(error?.message).toMatch(
				words ?? new RegExp(`^The job failed at ${queue.provider}: The sandbox was asked to let this job fail`),
			);
			expect(error?.context).toMatchObject({ type: queue.provider === 'fal-ai' ? 'invalidInput' : 'server' });
			expect(sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
		}),
		60_000,
	);
});

/** The one model with a protocol of its own has no name that asks for a fault. */
function failAtNovita(sandbox: Sandbox): void {
	sandbox.respond(({ path }, response) => {
		if (!path.includes('/query/video_generation/')) return false;
		response.writeHead(200, { 'content-type': 'application/json' }).end(
			JSON.stringify({
				task: { status: 'failed', error: { message: 'The sandbox was asked to let this job fail' } },
			}),
		);
		return true;
	});
}

async function expectCancelled(sandbox: Sandbox, { cancel }: Queue): Promise<void> {
	const seen = (): string[] => sandbox.requests.map(({ method, path }) => `${method} ${path}`);
	if (cancel === undefined) return expect(seen().filter((request) => request.includes('cancel'))).toEqual([]);
	await until(() => seen().some((request) => cancel.test(request)), PATIENCE_MS);
	expect(seen().filter((request) => cancel.test(request))).toHaveLength(1);
}

const fal = QUEUES[0];
if (fal === undefined) throw new Error('there is no queue');

describe('what a job is asked for by', () => {
	it.concurrent(
		'is not the whole router: an address elsewhere gets no token',
		inSandbox(async (sandbox) => {
			sandbox.respond(({ method, path }, response) => {
				if (method !== 'POST' || !path.startsWith('/replicate/')) return false;
				const urls = {
					get: 'https://elsewhere.example/../../v1/predictions/x',
					cancel: 'https://elsewhere.example/cancel',
				};
				response
					.writeHead(201, { 'content-type': 'application/json' })
					.end(JSON.stringify({ id: 'x', status: 'processing', output: null, urls }));
				return true;
			});
			await run(sandbox, { ...fal, provider: 'replicate', task: 'text-to-image' }, { options: { timeout: 3 } });
			const later = sandbox.requests.filter(({ method, path }) => method === 'GET' && !path.startsWith('/api/'));
			expect(later.length).toBeGreaterThan(0);
			for (const { path } of later) expect(path).toMatch(/^\/replicate\//);
		}),
		60_000,
	);

	it.concurrent(
		'goes on through a passing failure of the poll',
		inSandbox(async (sandbox) => {
			let failures = 0;
			sandbox.respond(({ path }, response) => {
				if (!fal.poll.test(path) || failures++ > 0) return false;
				response.writeHead(502, { 'content-type': 'text/html' }).end('<html><title>502</title></html>');
				return true;
			});
			const { error } = await run(sandbox, fal);
			expect(error).toBeUndefined();
			expect(failures).toBeGreaterThan(1);
			expect(sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
		}),
		60_000,
	);
});

describe('the download of a result', () => {
	it.concurrent.each([
		{ what: 'a broken connection', breakOff: (socket: Socket | null): void => void socket?.destroy() },
		{ what: 'a passing failure', breakOff: undefined },
	])(
		'is tried again after $what, and the job is not asked for twice',
		inSandbox(async (sandbox, { breakOff }) => {
			let tries = 0;
			sandbox.respond(({ path }, response) => {
				if (!path.startsWith('/files/') || tries++ > 1) return false;
				if (breakOff) breakOff(response.socket);
				else response.writeHead(503).end();
				return true;
			});
			const { error, items } = await run(sandbox, fal);
			expect(error).toBeUndefined();
			expect(items[0]?.binary?.data?.mimeType).toBe('video/mp4');
			expect(tries).toBe(3);
			expect(sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
		}),
		60_000,
	);

	it.concurrent(
		'that stays away is an error that says what it cost',
		inSandbox(async (sandbox) => {
			sandbox.respond(({ path }, response) => {
				if (!path.startsWith('/files/')) return false;
				response.writeHead(404).end();
				return true;
			});
			const { error } = await run(sandbox, fal);
			expect(error?.message).toContain('could not be downloaded');
			expect(error?.description).toContain('billed');
		}),
		60_000,
	);
});
