import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { json, PNG_START, until, type Play } from './hostile';
import { asHub, byId, credentialFor, gets, mapped, PATIENCE_MS, posts, useServers } from './played';

const start = useServers();

describe('A8: cancelling while a poll hangs', () => {
	const router = 'https://router.huggingface.co';
	const fal = `${router}/fal-ai/fal-ai/flux/requests/1`;
	const replicate = 'https://api.replicate.com/v1/predictions/1';
	const queuedAtFal = { request_id: '1', status: 'IN_QUEUE', status_url: `${fal}/status`, response_url: fal };
	const queuedAtReplicate = { id: '1', status: 'processing', urls: { get: replicate, cancel: `${replicate}/cancel` } };
	const hangs: Play = () => {};
	const stalls: Play = ({ response }) => void response.writeHead(200, { 'content-length': '100' }).write('{');

	const work = (milliseconds: number): void => {
		const end = performance.now() + milliseconds;
		while (performance.now() < end);
	};

	it.each<[string, string, object, Play, number?]>([
		['at fal', 'fal-ai', queuedAtFal, hangs],
		['at replicate', 'replicate', queuedAtReplicate, hangs],
		['at fal, after the start of an answer', 'fal-ai', queuedAtFal, stalls],
		['at fal, while n8n is busy', 'fal-ai', queuedAtFal, hangs, 1_200],
	])(
		'ends everything, where the request that cancels the job hangs too: %s',
		async (_where, provider, job, cancel, busyMs = 0) => {
			const server = await start(
				asHub(mapped('text-to-image', provider), async (exchange) => {
					const { seen, response } = exchange;
					if (seen.path.includes('/cancel')) await cancel(exchange);
					else if (seen.method === 'POST') json(response, 200, job);
				}),
			);
			const isCancelled = (): boolean => server.requests.some(({ path }) => path.includes('/cancel'));
			const isPolled = (): boolean => gets(server).some(({ path }) => path.includes(`/${provider}/`));
			const { status } = await runNode({
				parameters: {
					operation: 'text-to-image',
					prompt: 'a fox',
					model: byId('some/model'),
					options: { timeout: 600 },
				},
				credential: credentialFor(server),
				onStart: (run) =>
					void until(isPolled, PATIENCE_MS).then(() => {
						run.cancel();
						work(busyMs);
					}),
			});
			expect(status).toBe('canceled');
			await until(isCancelled, PATIENCE_MS);
			expect(isCancelled()).toBe(true);
			const asked = performance.now();
			await until(() => server.hanging() === 0, PATIENCE_MS);
			expect(server.hanging()).toBe(0);
			// It gives up after a second; it was five seconds once.
			expect(performance.now() - asked).toBeLessThan(3_000);
		},
	);
});

describe('A12: failover after the first provider took the request', () => {
	const queue = 'https://router.huggingface.co/fal-ai/fal-ai/flux/requests/1';
	/** A job at fal that never ends, and an image at once from nscale. */
	const playing = (cancel: Play): Play =>
		asHub(mapped('text-to-image', 'fal-ai', 'nscale'), async (exchange) => {
			const { seen, response } = exchange;
			if (seen.method === 'PUT') await cancel(exchange);
			else if (seen.path.startsWith('/nscale/'))
				json(response, 200, { data: [{ b64_json: PNG_START.toString('base64') }] });
			else if (seen.method === 'POST')
				json(response, 200, {
					request_id: '1',
					status: 'IN_QUEUE',
					status_url: `${queue}/status`,
					response_url: queue,
				});
			else json(response, 200, { status: 'IN_PROGRESS', request_id: '1', response_url: queue });
		});
	const image = (options: IDataObject): IDataObject => ({
		operation: 'text-to-image',
		prompt: 'a fox',
		provider: 'fal-ai',
		model: byId('some/model'),
		options: { fallbackProviders: 'nscale', timeout: 6, ...options },
	});

	it('follows where the job was cancelled, and the provider confirmed it', async () => {
		const server = await start(playing(({ response }) => json(response, 200, { status: 'OK' })));
		const { items, error } = await runNode({ parameters: image({}), credential: credentialFor(server) });
		expect(error?.message).toBeUndefined();
		expect(items[0]?.binary?.data?.mimeType).toBe('image/png');
		expect(posts(server).map(({ path }) => path.split('/')[1])).toEqual(['fal-ai', 'nscale']);
	});

	it.each<[string, Play]>([
		[
			'the provider has only noted the wish',
			({ response }) => json(response, 202, { status: 'CANCELLATION_REQUESTED' }),
		],
		['the provider refuses', ({ response }) => json(response, 400, { status: 'ALREADY_COMPLETED' })],
		['the provider does not answer', () => {}],
	])('does not follow where %s', async (_what, cancel) => {
		const server = await start(playing(cancel));
		const { error } = await runNode({ parameters: image({}), credential: credentialFor(server) });
		expect(error?.context?.type).toBe('timeout');
		expect(posts(server).map(({ path }) => path.split('/')[1])).toEqual(['fal-ai']);
	});

	it('does not follow after a 200 whose body stalls', async () => {
		const server = await start(
			asHub(mapped('conversational', 'groq', 'together'), ({ seen, response }) => {
				if (!seen.path.startsWith('/groq/')) return json(response, 200, { choices: [] });
				response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"choices":');
			}),
		);
		const { error } = await runNode({
			parameters: {
				operation: 'chat-completion',
				prompt: 'hello',
				provider: 'groq',
				model: byId('some/model'),
				options: { fallbackProviders: 'together', timeout: 4 },
			},
			credential: credentialFor(server),
		});
		expect(error?.context?.type).toBe('timeout');
		expect(posts(server).map(({ path }) => path.split('/')[1])).toEqual(['groq']);
	});
});
