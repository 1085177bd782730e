import { ask, post, useSandbox } from './helpers';

const sandbox = useSandbox();

async function get(path: string, token?: string): Promise<Response> {
	const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
	return await fetch(sandbox().url + path, { headers });
}

test('whoami knows tokens that begin as tokens do', async () => {
	expect((await get('/api/whoami-v2', 'hf_any')).status).toBe(200);
	expect((await get('/api/whoami-v2', 'hf_invalid')).status).toBe(401);
	expect((await get('/api/whoami-v2')).status).toBe(401);
});

test('every task has recommended models that are served', async () => {
	const tasks = (await (await get('/api/tasks')).json()) as Record<
		string,
		{ models: Array<{ id: string }>; widgetModels: string[] }
	>;
	expect(tasks['text-classification']?.models[0]?.id).toBe(
		'distilbert/distilbert-base-uncased-finetuned-sst-2-english',
	);
	for (const { models } of Object.values(tasks)) {
		const model = await get(`/api/models/${models[0]?.id}?expand[]=inferenceProviderMapping`);
		expect(await model.json()).toMatchObject({ inferenceProviderMapping: { 'hf-inference': { status: 'live' } } });
	}
});

test('models are searched, filtered and paged', async () => {
	const first = await get(
		'/api/models?pipeline_tag=text-to-image&inference_provider=all&sort=downloads&limit=2&expand[]=downloads',
	);
	const page = (await first.json()) as Array<{ id: string; downloads: number }>;
	expect(page).toHaveLength(2);
	expect(page[0]?.downloads).toBeGreaterThan(page[1]?.downloads ?? Infinity);
	const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
	const second = (await (await fetch(next)).json()) as Array<{ id: string }>;
	expect(second.map(({ id }) => id)).not.toContain(page[0]?.id);
	expect(await (await get('/api/models?search=bart%20mnli')).json()).toMatchObject([
		{ id: 'facebook/bart-large-mnli' },
	]);
});

test('an unknown model is told as the Hub tells it', async () => {
	const response = await get('/api/models/no/model');
	expect([response.status, response.headers.get('x-error-code')]).toEqual([404, 'RepoNotFound']);
});

test('hf-inference knows its models, the pipeline route and bad tokens', async () => {
	const models = `${sandbox().url}/hf-inference/models`;
	expect((await post(`${models}/no/model`, { inputs: 'x' })).status).toBe(404);
	expect((await post(`${models}/sandbox/unserved`, { inputs: 'x' })).status).toBe(400);
	expect(
		(await post(`${models}/sandbox/text-classification`, { inputs: 'x' }, { authorization: 'Bearer hf_invalid' }))
			.status,
	).toBe(401);
	const pipeline = `${models}/sentence-transformers/all-MiniLM-L6-v2/pipeline/feature-extraction`;
	expect(await ask(pipeline, { inputs: 'x' })).toHaveLength(384);
});
