import { json, send, startHostile, type Hostile, type Play } from '../../faults/hostile';
import type { RunResult } from '../../support/engine';
import { detailsOf, PNG, SECRET_HEADER, TOKEN, useServers } from './servers';

const servers = useServers();
const { contacted, run } = servers;

describe("A provider's job", () => {
	interface Job {
		readonly provider: string;
		readonly task: string;
		readonly made: (place: string) => unknown;
		readonly done: (place: string) => unknown;
	}
	const JOBS: readonly Job[] = [
		{
			provider: 'replicate',
			task: 'text-to-image',
			made: (place) => ({
				id: 'job',
				status: 'processing',
				urls: { get: `${place}/v1/predictions/job`, cancel: `${place}/v1/predictions/job/cancel` },
			}),
			done: (place) => ({ id: 'job', status: 'succeeded', output: [`${place}/result.png`] }),
		},
		{
			provider: 'fal-ai',
			task: 'text-to-video',
			made: (place) => ({
				request_id: 'job',
				status: 'IN_QUEUE',
				response_url: `${place}/maker/model/requests/job`,
				status_url: `${place}/maker/model/requests/job/status`,
			}),
			done: (place) => ({ status: 'COMPLETED', video: { url: `${place}/result.png` } }),
		},
		{
			provider: 'wavespeed',
			task: 'text-to-image',
			made: (place) => ({
				code: 200,
				message: 'ok',
				data: {
					id: 'job',
					status: 'created',
					outputs: [],
					urls: { get: `${place}/api/v3/predictions/job/result` },
					error: '',
				},
			}),
			done: (place) => ({
				code: 200,
				message: 'ok',
				data: { id: 'job', status: 'completed', outputs: [`${place}/result.png`], urls: { get: place }, error: '' },
			}),
		},
		{
			provider: 'novita',
			task: 'text-to-video',
			made: () => ({ task_id: 'job' }),
			done: (place) => ({
				task: { task_id: 'job', status: 'TASK_STATUS_SUCCEED' },
				videos: [{ video_url: `${place}/result.png` }],
			}),
		},
		{
			provider: 'together',
			task: 'text-to-video',
			made: () => ({ id: '../../../job', status: 'queued' }),
			done: (place) => ({ id: 'job', status: 'completed', outputs: { video_url: `${place}/result.png` } }),
		},
	];
	const PLACES = [
		'http://{away}',
		'http://{home}@{away}',
		'https://queue.fal.run@{away}',
		'http://{home}.evil.test',
		'//{away}',
		'nowhere at all',
		'https://provider.example.com',
	];

	/** One job with servers of its own, so that all can wait at once. */
	interface Played {
		readonly job: Job;
		readonly place: string;
		/** The poll's answer is a redirect to the other server. */
		readonly isRedirected: boolean;
		result?: RunResult;
		router?: Hostile;
		other?: Hostile;
	}
	const played: Played[] = JOBS.flatMap((job) => [
		...PLACES.map((place) => ({ job, place, isRedirected: false })),
		{ job, place: 'https://provider.example.com', isRedirected: true },
	]);

	const answers =
		({ job, isRedirected }: Played, place: string, other: () => Hostile): Play =>
		({ seen, response }) => {
			if (seen.path.startsWith('/api/models/'))
				return json(response, 200, {
					inferenceProviderMapping: { [job.provider]: { status: 'live', providerId: 'maker/model', task: job.task } },
				});
			if (seen.method === 'POST') return json(response, 200, job.made(place));
			if (isRedirected) return void response.writeHead(307, { location: `${other().url}/poll` }).end();
			return json(response, 200, job.done(other().url));
		};

	async function playOne(one: Played): Promise<void> {
		const other = await startHostile(({ response }) => send(response, 200, PNG, { 'content-type': 'image/png' }));
		const place = (host: string): string => one.place.replaceAll('{away}', other.host).replaceAll('{home}', host);
		const router: Hostile = await startHostile((exchange) => answers(one, place(router.host), () => other)(exchange));
		Object.assign(one, { router, other });
		one.result = await run(
			{
				operation: one.job.task,
				prompt: 'a fox',
				provider: one.job.provider,
				model: { __rl: true, mode: 'id', value: 'maker/model' },
				options: { timeout: 8, headers: `{"${SECRET_HEADER}":"1"}` },
			},
			{ credential: { accessToken: TOKEN, hubUrl: router.url, routerUrl: router.url } },
		);
	}

	let outside: string[] = [];
	beforeAll(async () => {
		contacted.length = 0;
		await Promise.all(played.map(playOne));
		outside = contacted.filter((host) => !host.startsWith('127.0.0.1'));
	}, 30_000);
	afterAll(async () => {
		for (const { router, other } of played) await Promise.all([router?.close(), other?.close()]);
	});

	it.each(played)('of $job.provider at $place is polled only through the router', (one) => {
		expect(one.result?.items).toHaveLength(1);
		for (const { headers, path } of one.other?.requests ?? []) {
			expect(path).toBe('/result.png');
			expect(headers.authorization).toBeUndefined();
			expect(headers[SECRET_HEADER]).toBeUndefined();
		}
		const asked = one.router?.requests.filter(({ path }) => !path.startsWith('/api/')) ?? [];
		expect(asked.length).toBeGreaterThan(0);
		for (const { path } of asked) expect(path.startsWith(`/${one.job.provider}/`)).toBe(true);
		if (one.isRedirected) expect(one.other?.requests).toHaveLength(0);
	});

	it('is polled at no other host', () => {
		expect(outside).toEqual([]);
	});

	it.each(played.filter(({ place, isRedirected }) => place === 'https://provider.example.com' && !isRedirected))(
		"of $job.provider is polled without the user's headers",
		({ result, router }) => {
			expect(result?.items[0]?.binary).toBeDefined();
			const others = router?.requests.filter(({ path }) => !path.startsWith('/api/')) ?? [];
			const [request, ...polls] = others;
			expect(request?.headers[SECRET_HEADER]).toBe('1');
			for (const { headers } of polls) expect(headers[SECRET_HEADER]).toBeUndefined();
			for (const { headers, path } of router?.requests ?? [])
				if (path.startsWith('/api/')) expect(headers[SECRET_HEADER]).toBeUndefined();
		},
	);

	it('with an invalid cancel address does not end the process', async () => {
		const thrown: unknown[] = [];
		const onThrown = (error: unknown): void => void thrown.push(error);
		process.on('uncaughtException', onThrown);
		servers.play = ({ seen, response }) => {
			if (seen.path.startsWith('/api/'))
				return json(response, 200, {
					inferenceProviderMapping: { replicate: { status: 'live', providerId: 'maker/model', task: 'text-to-image' } },
				});
			json(response, 200, {
				id: 'job',
				status: 'processing',
				urls: { get: 'https://api.replicate.com/v1/predictions/job', cancel: 'nonsense' },
			});
		};
		const result = await run({
			operation: 'text-to-image',
			prompt: 'a fox',
			provider: 'replicate',
			model: { __rl: true, mode: 'id', value: 'maker/endless' },
			options: { timeout: 1 },
		});
		await new Promise((resolve) => setTimeout(resolve, 50));
		process.off('uncaughtException', onThrown);
		expect(detailsOf(result).type).toBe('timeout');
		expect(thrown).toEqual([]);
	});
});
