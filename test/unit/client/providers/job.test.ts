import type { ServerResponse } from 'node:http';
import { InferenceError } from '../../../../nodes/shared/client/errors';
import type { JsonValue } from '../../../../nodes/shared/client/json';
import { Deadline } from '../../../../nodes/shared/http/deadline';
import { useQuickTime } from '../../quickTime';
import { Router, awaited, useClientFetch, type Play, type Reply } from './provider';

useClientFetch();

let router: Router | undefined;

afterEach(async () => {
	await router?.close();
	router = undefined;
});

async function routerWith(replies: Readonly<Record<string, readonly Reply[]>>): Promise<Router> {
	router = new Router(replies);
	await router.start();
	return router;
}

const A = 'https://files.test/a.png';
const B = 'https://files.test/b.png';

const falFirst = { request_id: '7', status: 'IN_QUEUE', response_url: 'https://queue.fal.run/its/model/requests/7' };
const FAL = '/fal-ai/its/model/requests/7';
const predictionAt = (status: string, more: object = {}): JsonValue =>
	JSON.parse(
		JSON.stringify({
			id: '7',
			status,
			input: { image: 'data:image/png;base64,AAAA' },
			output: null,
			urls: {
				get: 'https://api.replicate.com/v1/predictions/7',
				cancel: 'https://api.replicate.com/v1/predictions/7/cancel',
			},
			...more,
		}),
	) as JsonValue;
const PREDICTION = '/replicate/v1/predictions/7';

interface Case {
	readonly provider: string;
	readonly task: string;
	readonly first: JsonValue;
	readonly replies?: Readonly<Record<string, readonly Reply[]>>;
	readonly expected: JsonValue;
	readonly providerId?: string;
}

const page: Reply = (_request, response) => {
	response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
};

describe('C3, C4: every result, and what the provider says beside them, reaches the reader', () => {
	useQuickTime(20);

	const cases: readonly Case[] = [
		{
			provider: 'fal-ai',
			task: 'text-to-image',
			first: falFirst,
			replies: {
				[`GET ${FAL}/status?_subdomain=queue`]: [{ status: 'IN_PROGRESS' }, { status: 'COMPLETED' }],
				[`GET ${FAL}?_subdomain=queue`]: [
					{ images: [{ url: A }, { url: B }], seed: 4, timings: { inference: 1 }, has_nsfw_concepts: [false, true] },
				],
			},
			expected: {
				images: [{ url: A }, { url: B }],
				seed: 4,
				timings: { inference: 1 },
				has_nsfw_concepts: [false, true],
			},
		},
		{
			provider: 'fal-ai',
			task: 'image-segmentation',
			first: falFirst,
			replies: {
				[`GET ${FAL}/status?_subdomain=queue`]: [{ status: 'COMPLETED' }],
				[`GET ${FAL}?_subdomain=queue`]: [{ image: { url: A, width: 8 }, seed: 4 }],
			},
			expected: [{ label: 'mask', score: 1, mask: A, width: 8, seed: 4 }],
		},
		{
			provider: 'replicate',
			task: 'text-to-image',
			first: predictionAt('starting'),
			replies: {
				[`GET ${PREDICTION}`]: [
					predictionAt('processing'),
					predictionAt('succeeded', { output: [A, B], metrics: { predict_time: 2 } }),
				],
			},
			expected: { id: '7', output: [A, B], metrics: { predict_time: 2 } },
		},
		{
			provider: 'wavespeed',
			task: 'text-to-image',
			first: { code: 200, data: { id: '7', urls: { get: 'https://api.wavespeed.ai/api/v3/predictions/7/result' } } },
			replies: {
				'GET /wavespeed/api/v3/predictions/7/result': [
					{ code: 200, data: { id: '7', status: 'processing', outputs: [] } },
					{
						code: 200,
						data: { id: '7', status: 'completed', outputs: [A, B], has_nsfw_contents: [false, false], error: '' },
					},
				],
			},
			expected: { id: '7', output: [A, B], has_nsfw_contents: [false, false] },
		},
		{
			provider: 'novita',
			task: 'text-to-video',
			first: { task_id: '7' },
			replies: {
				'GET /novita/v3/async/task-result?task_id=7': [
					{ task: { status: 'TASK_STATUS_QUEUED' } },
					{
						task: { status: 'TASK_STATUS_SUCCEED' },
						videos: [{ video_url: A }, { video_url: B }],
						images: [],
						audios: [],
						extra: { seed: '4' },
					},
				],
			},
			expected: { videos: [{ video_url: A }, { video_url: B }], extra: { seed: '4' } },
		},
		{
			provider: 'novita',
			task: 'image-text-to-video',
			providerId: 'MiniMax-H3',
			first: { task_id: '7' },
			replies: {
				'GET /novita/v3/minimax/v2/query/video_generation/7': [{ task: { status: 'succeeded', content: { url: A } } }],
			},
			expected: { video: { url: A } },
		},
		{
			provider: 'together',
			task: 'text-to-video',
			first: { id: '7', status: 'queued' },
			replies: {
				'GET /together/v2/videos/7': [
					{ id: '7', status: 'in_progress' },
					{ id: '7', status: 'completed', seconds: '4', outputs: { video_url: A, cost: 0.1 } },
				],
			},
			expected: { id: '7', seconds: '4', video_url: A, cost: 0.1 },
		},
		{
			provider: 'zai-org',
			task: 'text-to-image',
			first: { id: '7', task_status: 'PROCESSING' },
			replies: {
				'GET /zai-org/api/paas/v4/async-result/7': [
					{ id: '7', task_status: 'SUCCESS', image_result: [{ url: A }, { url: B }] },
				],
			},
			expected: { id: '7', images: [{ url: A }, { url: B }] },
		},
		{
			provider: 'together',
			task: 'text-to-image',
			first: {
				id: '7',
				data: [
					{ index: 0, b64_json: 'QQ==' },
					{ index: 1, b64_json: 'Qg==' },
				],
			},
			expected: {
				id: '7',
				data: [
					{ index: 0, b64_json: 'QQ==' },
					{ index: 1, b64_json: 'Qg==' },
				],
			},
		},
		{
			provider: 'together',
			task: 'feature-extraction',
			first: {
				data: [
					{ index: 1, embedding: [2] },
					{ index: 0, embedding: [1] },
				],
				usage: { total_tokens: 2 },
			},
			expected: {
				data: [
					{ index: 0, embedding: [1] },
					{ index: 1, embedding: [2] },
				],
				usage: { total_tokens: 2 },
			},
		},
		{
			provider: 'scaleway',
			task: 'text-generation',
			first: { choices: [{ text: 'a' }, { text: 'b' }], model: 'm', usage: { total_tokens: 2 } },
			expected: { choices: [{ text: 'a' }, { text: 'b' }], model: 'm', usage: { total_tokens: 2 } },
		},
		{
			provider: 'zai-org',
			task: 'image-to-text',
			first: { id: '7', md_results: '# Title', usage: { total_tokens: 2 }, request_id: '8' },
			expected: { id: '7', generated_text: '# Title', usage: { total_tokens: 2 } },
		},
		{
			provider: 'replicate',
			task: 'automatic-speech-recognition',
			first: predictionAt('succeeded', { output: ['Hello', ' world'] }),
			expected: { id: '7', text: 'Hello world' },
		},
		{
			provider: 'replicate',
			task: 'automatic-speech-recognition',
			first: predictionAt('succeeded', { output: { transcription: 'Hallo', translation: 'Hello', segments: [] } }),
			expected: { id: '7', text: 'Hello', transcription: 'Hallo', segments: [] },
		},
		{
			provider: 'fal-ai',
			task: 'automatic-speech-recognition',
			first: {
				text: 'Hello',
				chunks: [{ text: 'Hello', timestamp: [0, 1], speaker: 'A' }],
				inferred_languages: ['en'],
			},
			expected: {
				text: 'Hello',
				chunks: [{ text: 'Hello', timestamp: [0, 1], speaker: 'A' }],
				inferred_languages: ['en'],
			},
		},
	];

	it.each(cases)('$task at $provider', async ({ replies = {}, expected, ...play }) => {
		const one = await routerWith(replies);
		expect(await awaited({ ...play, router: one })).toEqual(expected);
		for (const request of one.seen) expect(Object.keys(replies)).toContain(request);
	});
});

async function failureOf(play: Play): Promise<InferenceError> {
	const error: unknown = await awaited(play).catch((reason: unknown) => reason);
	if (!(error instanceof InferenceError)) throw new Error(`it did not fail: ${String(error)}`);
	return error;
}

describe('A job that fails', () => {
	useQuickTime(20);

	it('says so in the words of the provider, and keeps its answer', async () => {
		const answer = { code: 200, data: { id: '7', status: 'failed', error: 'NSFW content' } };
		const one = await routerWith({ 'GET /wavespeed/api/v3/predictions/7/result': [answer] });
		const first = { data: { id: '7', urls: { get: 'https://api.wavespeed.ai/api/v3/predictions/7/result' } } };
		const failure = await failureOf({ provider: 'wavespeed', task: 'text-to-image', router: one, first });
		expect(failure.message).toBe('The job failed at wavespeed: NSFW content');
		expect(failure.details).toMatchObject({ type: 'server', response: answer });
	});

	it("F2: is none where the provider writes Python's JSON", async () => {
		const mark = '\ufeff';
		const result: Reply = (_request, response) =>
			void response
				.writeHead(200, { 'content-type': 'application/json' })
				.end(`${mark}{"images":[{"url":"${A}"}],"seed":NaN}`);
		const one = await routerWith({
			[`GET ${FAL}/status?_subdomain=queue`]: [{ status: 'COMPLETED' }],
			[`GET ${FAL}?_subdomain=queue`]: [result],
		});
		expect(await awaited({ provider: 'fal-ai', task: 'text-to-image', router: one, first: falFirst })).toEqual({
			images: [{ url: A }],
			seed: null,
		});
	});

	it('C6: is an unexpected response where its result is a web page, which is kept', async () => {
		const one = await routerWith({
			[`GET ${FAL}/status?_subdomain=queue`]: [{ status: 'COMPLETED' }],
			[`GET ${FAL}?_subdomain=queue`]: [page],
		});
		const failure = await failureOf({ provider: 'fal-ai', task: 'text-to-image', router: one, first: falFirst });
		expect(failure.details.type).toBe('unexpectedResponse');
		expect(failure.details.response).toContain('Sign in');
	});

	it('C6: is an unexpected response where its state is a web page', async () => {
		const one = await routerWith({ [`GET ${PREDICTION}`]: [page] });
		const play = { provider: 'replicate', task: 'text-to-image', router: one, first: predictionAt('starting') };
		expect((await failureOf(play)).details).toMatchObject({ type: 'unexpectedResponse' });
	});

	it('is an unexpected response where it made nothing, and keeps what came', async () => {
		const nothing = { images: [], seed: 4 };
		const one = await routerWith({
			[`GET ${FAL}/status?_subdomain=queue`]: [{ status: 'COMPLETED' }],
			[`GET ${FAL}?_subdomain=queue`]: [nothing],
		});
		const failure = await failureOf({ provider: 'fal-ai', task: 'text-to-image', router: one, first: falFirst });
		expect(failure.details).toMatchObject({ type: 'unexpectedResponse', response: nothing });
	});
});

/** Waits for a job that never ends, and gives it up once it is asked for; tells what cancelling it came to. */
async function givenUp(play: Omit<Play, 'router'>, replies: Readonly<Record<string, readonly Reply[]>>) {
	const one = await routerWith(replies);
	const abort = new AbortController();
	let cancel: (() => Promise<boolean>) | undefined;
	const onTaken = (cancelling: () => Promise<boolean>): void => {
		cancel = cancelling;
		setTimeout(() => abort.abort(), 50);
	};
	await expect(
		awaited({ ...play, router: one, onTaken, deadline: new Deadline(60, [abort.signal]) }),
	).rejects.toBeDefined();
	if (cancel === undefined) throw new Error('the job was not taken');
	return { cancel, router: one };
}

describe('A12: a job that is given up', () => {
	// No faster: a provider has a second to confirm that it canceled a job.
	useQuickTime(4);

	const prediction = { provider: 'replicate', task: 'text-to-image', first: predictionAt('starting') };
	const going = { [`GET ${PREDICTION}`]: [predictionAt('processing')] };
	const CANCEL = `POST ${PREDICTION}/cancel`;
	const fal = { provider: 'fal-ai', task: 'text-to-image', first: falFirst };
	const falGoing = { [`GET ${FAL}/status?_subdomain=queue`]: [{ status: 'IN_QUEUE' }] };
	const FAL_CANCEL = `PUT ${FAL}/cancel?_subdomain=queue`;
	const refused: Reply = (_request, response) => void response.writeHead(400).end('{"status":"ALREADY_COMPLETED"}');
	const accepted: Reply = (_request, response) =>
		void response.writeHead(202).end('{"status":"CANCELLATION_REQUESTED"}');

	it.each<[string, Omit<Play, 'router'>, Record<string, readonly Reply[]>, boolean]>([
		['replicate says that it is canceled', prediction, { ...going, [CANCEL]: [predictionAt('canceled')] }, true],
		['replicate says that it had not begun', prediction, { ...going, [CANCEL]: [predictionAt('aborted')] }, true],
		['replicate says that it had ended', prediction, { ...going, [CANCEL]: [predictionAt('succeeded')] }, false],
		['replicate knows no such job', prediction, going, false],
		['fal took it out of the queue', fal, { ...falGoing, [FAL_CANCEL]: [{ status: 'OK' }] }, true],
		['fal leaves it to the model', fal, { ...falGoing, [FAL_CANCEL]: [accepted] }, false],
		['fal says that it had ended', fal, { ...falGoing, [FAL_CANCEL]: [refused] }, false],
	])('knows whether it was stopped: %s', async (_what, play, replies, isConfirmed) => {
		const { cancel, router: one } = await givenUp(play, replies);
		expect(await cancel()).toBe(isConfirmed);
		expect(await cancel()).toBe(isConfirmed);
		expect(one.seen.filter((request) => request.includes('/cancel'))).toHaveLength(1);
	});

	it('A8: lets go of a request to cancel that hangs, long before the five seconds that it once had', async () => {
		let began = 0;
		let hanging: ServerResponse | undefined;
		await new Promise<void>((resolve) => {
			const hang: Reply = (_request, response) => {
				began = performance.now();
				hanging = response;
				response.on('close', resolve);
			};
			void givenUp(prediction, { ...going, [CANCEL]: [hang] });
		});
		expect(hanging?.writableEnded).toBe(false);
		expect(performance.now() - began).toBeLessThan(4_000);
	});
});

describe('A12: a job that is given up at a provider that cancels none', () => {
	useQuickTime(20);

	it('is not confirmed', async () => {
		const play = { provider: 'zai-org', task: 'text-to-image', first: { id: '7', task_status: 'PROCESSING' } };
		const { cancel } = await givenUp(play, {
			'GET /zai-org/api/paas/v4/async-result/7': [{ id: '7', task_status: 'PROCESSING' }],
		});
		expect(await cancel()).toBe(false);
	});
});
