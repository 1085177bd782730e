import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { deadPort, json, LABELS, PNG_START, send } from './hostile';
import {
	byId,
	byUrl,
	classify,
	credentialFor,
	detailsOf,
	gets,
	mapped,
	outcomes,
	repeated,
	texts,
	useServers,
} from './played';

const start = useServers();

describe('A3: the Hub and file servers keep to the rules of models', () => {
	const byModel = (hub: IDataObject, more: IDataObject = {}) => ({
		parameters: { ...classify('', more), provider: 'together', model: byId('={{ $json.model }}') },
		credential: hub,
		onError: 'continueRegularOutput' as const,
	});
	const models = (count: number, nameOf: (i: number) => string) =>
		Array.from({ length: count }, (_, i) => ({ json: { text: 'x', model: nameOf(i) } }));

	it('asks for an unknown model once a run', async () => {
		const hub = await start(({ response }) => json(response, 404, { error: 'Repository not found' }));
		const result = await runNode({ ...byModel(credentialFor(hub)), items: models(100, () => 'no/where') });
		expect(new Set(outcomes(result))).toEqual(new Set(['notFound']));
		expect(gets(hub)).toHaveLength(1);
	});

	it('asks three times at most where the Hub is broken', async () => {
		const hub = await start(({ response }) => json(response, 500, { error: 'broken' }));
		const result = await runNode({ ...byModel(credentialFor(hub)), items: models(100, () => 'some/model') });
		expect(new Set(outcomes(result))).toEqual(new Set(['server']));
		expect(gets(hub).length).toBeLessThanOrEqual(3);
	});

	it('fails most look-ups of many models at once where the Hub is down', async () => {
		const url = `http://127.0.0.1:${await deadPort()}`;
		const result = await runNode({
			...byModel({ accessToken: 'hf_a3', hubUrl: url, routerUrl: url }),
			items: models(60, (i) => `some/model-${i}`),
		});
		expect(outcomes(result)).toEqual(repeated(60, 'network'));
		expect(result.json.filter((item) => detailsOf(item).attempts === 0).length).toBeGreaterThan(30);
	});

	it('waits as long as a Hub asks that limits requests, for the other models too', async () => {
		let first: number | undefined;
		const hub = await start(({ seen, response, serve }) => {
			if (!seen.path.startsWith('/api/models/')) return serve();
			first ??= seen.at;
			if (seen.at - first < 900) json(response, 429, { error: 'slow down' }, { 'retry-after': '1' });
			else json(response, 200, mapped('text-classification', 'hf-inference'));
		});
		const result = await runNode({
			parameters: { ...classify('', { maxConcurrency: 1 }), model: byId('={{ $json.model }}') },
			credential: credentialFor(hub),
			items: models(3, (i) => `some/model-${i}`),
			onError: 'continueRegularOutput',
		});
		expect(outcomes(result)).toEqual(repeated(3, 'POSITIVE'));
		expect(gets(hub)).toHaveLength(4);
	});

	const pictures = (files: string, server: string, count: number, options: IDataObject = {}) => ({
		parameters: {
			operation: 'image-classification',
			inputSource: 'url',
			inputUrl: `${files}/{{ $json.text }}.png`.replace(/^/, '='),
			model: byUrl(server),
			options: { timeout: 20, ...options },
		},
		items: texts(count),
		onError: 'continueRegularOutput' as const,
	});

	it('waits as long as a file server asks that limits requests, for the other files too', async () => {
		const model = await start(({ response }) => json(response, 200, LABELS));
		const files = await start(({ seen, response }) => {
			if (seen.at - (files.requests[0]?.at ?? 0) < 1_900)
				json(response, 429, { error: 'slow down' }, { 'retry-after': '2' });
			else send(response, 200, PNG_START, { 'content-type': 'image/png' });
		});
		const result = await runNode(pictures(files.url, model.url, 5, { maxConcurrency: 1 }));
		expect(outcomes(result)).toEqual(repeated(5, 'POSITIVE'));
		expect(files.requests).toHaveLength(6);
	});

	it('fails most downloads at once where a file server is down', async () => {
		const model = await start(({ response }) => json(response, 200, LABELS));
		const result = await runNode(pictures(`http://127.0.0.1:${await deadPort()}`, model.url, 60));
		expect(outcomes(result)).toEqual(repeated(60, 'network'));
		expect(result.json.filter((item) => detailsOf(item).attempts === 0).length).toBeGreaterThan(30);
		expect(String(result.json.at(-1)?.error)).toContain("The file at 'URL' could not be downloaded");
		expect(model.requests).toHaveLength(0);
	});

	it('fails at once where a file server asks for more time than there is', async () => {
		const model = await start(({ response }) => json(response, 200, LABELS));
		const files = await start(({ response }) => json(response, 429, {}, { 'retry-after': '3600' }));
		const result = await runNode(pictures(files.url, model.url, 20, { maxConcurrency: 1 }));
		expect(new Set(outcomes(result)).has(undefined)).toBe(false);
		expect(files.requests.length).toBeLessThanOrEqual(2);
	});
});
