import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { outboundHttp } from '../security/support';
import { runNode, type RunResult } from '../support/engine';
import { deadPort, json, pause, PNG_START, until, type Play } from './hostile';
import {
	asHub,
	byId,
	classify,
	credentialFor,
	detailsOf,
	gets,
	mapped,
	outcomes,
	PATIENCE_MS,
	repeated,
	texts,
	useServers,
} from './played';

const start = useServers();

/** Starts a run that is cancelled when something holds. */
async function cancelled(parameters: object, when: () => boolean, credential?: object): Promise<RunResult> {
	return await runNode({
		parameters: parameters as never,
		credential: credential as never,
		items: texts(3),
		onError: 'continueRegularOutput',
		onStart: (run) =>
			void until(when, PATIENCE_MS).then(async () => {
				await pause(100);
				run.cancel();
			}),
	});
}

const ok = (result: RunResult, count = 3): void => {
	expect(result.json.map((item) => item.error)).toEqual(repeated(count, undefined));
	expect(outcomes(result)).toEqual(repeated(count, 'POSITIVE'));
};

describe('A2: an execution that is cancelled', () => {
	it('takes no look-up away from another that waits for it', async () => {
		const isHeld = { value: true };
		const hub = await start(async ({ seen, response, serve }) => {
			if (!seen.path.startsWith('/api/models/')) return serve();
			await until(() => !isHeld.value, PATIENCE_MS);
			json(response, 200, mapped('text-classification', 'hf-inference'));
		});
		const parameters = { ...classify(''), model: byId('some/model') };
		const credential = credentialFor(hub);
		const first = cancelled(parameters, () => gets(hub).length > 0, credential);
		await until(() => gets(hub).length > 0, PATIENCE_MS);
		const second = runNode({ parameters, credential, items: texts(3), onError: 'continueRegularOutput' });
		expect((await first).status).toBe('canceled');
		isHeld.value = false;
		const result = await second;
		expect(result.status).toBe('success');
		ok(result);
		expect(gets(hub)).toHaveLength(1);
	});

	it('leaves the gate of a model that loads to another', async () => {
		let first: number | undefined;
		const server = await start(({ seen, response, serve }) => {
			first ??= seen.at;
			if (seen.at - first < 2_000) json(response, 503, { error: 'Model x is currently loading' });
			else serve();
		});
		const one = cancelled(classify(server.url), () => server.requests.length > 0);
		await until(() => server.requests.length > 0, PATIENCE_MS);
		const two = runNode({ parameters: classify(server.url), items: texts(3), onError: 'continueRegularOutput' });
		expect((await one).status).toBe('canceled');
		ok(await two);
	});

	it('leaves its place in the queue of a busy service to another', async () => {
		let busy = 0;
		const server = await start(async ({ response, serve }) => {
			if (busy > 0) return json(response, 429, { error: 'busy' }, { 'retry-after': '0' });
			busy += 1;
			await pause(100);
			busy -= 1;
			serve();
		});
		const one = cancelled(classify(server.url), () => server.requests.length > 2);
		const two = runNode({ parameters: classify(server.url), items: texts(3), onError: 'continueRegularOutput' });
		expect((await one).status).toBe('canceled');
		ok(await two);
	});
});

describe('A2: inside one run, an item', () => {
	const slowHub: Play = async ({ seen, response, serve }) => {
		if (!seen.path.startsWith('/api/models/')) return serve();
		await pause(2_500);
		json(response, 200, mapped('text-classification', 'hf-inference'));
	};

	it('that times out in the look-up ends no other', async () => {
		const hub = await start(slowHub);
		const result = await runNode({
			parameters: {
				...classify('', { timeout: '={{ $json.text === "text 0" ? 1 : 30 }}' }),
				model: byId('some/model'),
			},
			credential: credentialFor(hub),
			items: texts(3),
			onError: 'continueRegularOutput',
		});
		expect(result.status).toBe('success');
		expect(outcomes(result)).toEqual(['timeout', 'POSITIVE', 'POSITIVE']);
		expect(gets(hub)).toHaveLength(1);
	});

	it('whose first provider has no time left after the look-up is served by the next', async () => {
		const hub = await start(slowHub);
		const result = await runNode({
			parameters: {
				...classify('', { timeout: 4, fallbackProviders: 'hf-inference' }),
				provider: 'together',
				model: byId('some/model'),
			},
			credential: credentialFor(hub),
			items: texts(2),
			onError: 'continueRegularOutput',
		});
		expect(result.status).toBe('success');
		expect(outcomes(result)).toEqual(repeated(2, 'POSITIVE'));
	});
});

describe('An execution that fails', () => {
	it('leaves the connections of another alone', async () => {
		const play: Play = async ({ seen, response, serve }) => {
			if (seen.path === '/bad') return json(response, 400, { error: 'no' });
			await pause(300);
			serve();
		};
		const server = await start(play);
		const two = runNode({ parameters: classify(`${server.url}/good`), items: texts(3) });
		const one = await runNode({ parameters: classify(`${server.url}/bad`), items: texts(3) });
		expect(one.error?.message).toContain('no');
		ok(await two);
	});

	it('closes no server to another by its own wrong address', async () => {
		const server = await start(({ serve }) => serve());
		const dead = await runNode({
			parameters: classify(`http://127.0.0.1:${await deadPort()}`, { maxRetries: 0 }),
			items: texts(10),
			onError: 'continueRegularOutput',
		});
		expect(outcomes(dead)).toEqual(repeated(10, 'network'));
		ok(await runNode({ parameters: classify(server.url), items: texts(3) }));
	});

	it('by a rejected token says nothing about another token', async () => {
		const hub = await start(
			asHub(mapped('text-classification', 'hf-inference'), ({ seen, response, serve }) =>
				seen.headers.authorization === 'Bearer hf_wrong' ? json(response, 401, { error: 'wrong token' }) : serve(),
			),
		);
		const parameters = { ...classify(''), model: byId('some/model') };
		const run = async (accessToken: string): Promise<RunResult> =>
			await runNode({
				parameters,
				credential: { ...credentialFor(hub), accessToken },
				items: texts(3),
				onError: 'continueRegularOutput',
			});
		const [wrong, right] = await Promise.all([run('hf_wrong'), run('hf_right')]);
		expect(outcomes(wrong)).toEqual(repeated(3, 'authentication'));
		ok(right);
	});

	it('by the quota of its token holds no other token back', async () => {
		const server = await start(
			asHub(mapped('text-classification', 'hf-inference'), ({ seen, response, serve }) =>
				seen.headers.authorization === 'Bearer hf_poor'
					? json(response, 429, { error: 'quota' }, { 'retry-after': '3600' })
					: serve(),
			),
		);
		const parameters = { ...classify(''), model: byId('some/model') };
		const run = async (accessToken: string): Promise<RunResult> =>
			await runNode({
				parameters,
				credential: { ...credentialFor(server), accessToken },
				items: texts(3),
				onError: 'continueRegularOutput',
			});
		expect(outcomes(await run('hf_poor'))).toEqual(repeated(3, 'rateLimit'));
		ok(await run('hf_rich'));
	});
});

describe('An execution that times out', () => {
	it('before it has a connection closes the server to no other that has more time', async () => {
		const server = await start(({ serve }) => serve());
		const allowed = { ok: true, result: undefined } as const;
		const slow = jest.spyOn(await outboundHttp(), 'egressFilter').mockReturnValue({
			validateUrl: async () => {
				await pause(1_000);
				return allowed;
			},
			validateConnectionHost: () => allowed,
			createSecureLookup: () => lookup as LookupFunction,
		});
		const run = async (timeout: number): Promise<RunResult> =>
			await runNode({
				parameters: classify(server.url, { timeout }),
				items: texts(10),
				onError: 'continueRegularOutput',
			});
		const short = await run(0.2);
		expect(outcomes(short)).toEqual(repeated(10, 'network'));
		expect(detailsOf(short.json.at(-1)).attempts).toBe(0);
		ok(await run(30), 10);
		slow.mockRestore();
	});

	it('leaves the look-up to another that has more time', async () => {
		const hub = await start(async ({ seen, response, serve }) => {
			if (!seen.path.startsWith('/api/models/')) return serve();
			await pause(2_500);
			json(response, 200, mapped('text-classification', 'hf-inference'));
		});
		const run = async (timeout: number): Promise<RunResult> =>
			await runNode({
				parameters: { ...classify('', { timeout }), model: byId('some/model') },
				credential: credentialFor(hub),
				items: texts(3),
				onError: 'continueRegularOutput',
			});
		const [short, long] = await Promise.all([run(1), run(30)]);
		expect(short.status).toBe('success');
		expect(outcomes(short)).toEqual(repeated(3, 'timeout'));
		expect(detailsOf(short.json[0]).description).not.toMatch(/billed/);
		ok(long);
		expect(gets(hub)).toHaveLength(1);
	});
});

describe('An execution that waits', () => {
	it('for a model to load does not make another wait that has Wait for Model off', async () => {
		let isReady = false;
		const server = await start(({ response, serve }) => {
			if (isReady) serve();
			else json(response, 503, { error: 'Model x is currently loading' });
		});
		const patient = runNode({ parameters: classify(server.url), items: texts(3), onError: 'continueRegularOutput' });
		await until(() => server.requests.length >= 4, PATIENCE_MS);
		const impatient = await runNode({
			parameters: classify(server.url, { waitForModel: false }),
			items: texts(3),
			onError: 'continueRegularOutput',
		});
		expect(outcomes(impatient)).toEqual(repeated(3, 'modelLoading'));
		expect(impatient.json.map((item) => detailsOf(item).attempts)).toEqual(repeated(3, 1));
		isReady = true;
		ok(await patient);
	});

	it('as long as a provider asks does not make another wait that has Fallback Providers', async () => {
		const asked: string[] = [];
		const hub = await start(
			asHub(mapped('text-to-image', 'replicate', 'nscale'), ({ seen, response }) => {
				if (seen.method !== 'POST') return json(response, 404, {});
				const provider = seen.path.split('/')[1] ?? '';
				asked.push(provider);
				if (provider === 'replicate') json(response, 429, { error: 'slow down' }, { 'retry-after': '600' });
				else json(response, 200, { data: [{ b64_json: PNG_START.toString('base64') }] });
			}),
		);
		const run = async (count: number): Promise<RunResult> =>
			await runNode({
				parameters: {
					operation: 'text-to-image',
					prompt: 'a fox',
					provider: 'replicate',
					model: byId('some/model'),
					options: { fallbackProviders: 'nscale', maxConcurrency: 1, timeout: 2_000, includeMetadata: true },
				},
				credential: credentialFor(hub),
				items: texts(count),
			});
		const began = performance.now();
		for (const result of [await run(3), await run(2)]) {
			expect(result.error?.message).toBeUndefined();
			expect(new Set(result.json.map(({ _meta }) => (_meta as { provider: string }).provider))).toEqual(
				new Set(['nscale']),
			);
		}
		expect(performance.now() - began).toBeLessThan(60_000);
		expect(asked).toEqual(['replicate', ...repeated(5, 'nscale')]);
	});
});
