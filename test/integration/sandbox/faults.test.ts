import { ask, post, useSandbox } from './helpers';

const sandbox = useSandbox();
const faulty = (name: string) => `${sandbox().url}/endpoint/text-classification/fault-${name}`;
const GOOD = { inputs: 'good' };

test.each([
	['401', 401],
	['402', 402],
	['403', 403],
	['404', 404],
	['422', 422],
	['422-detail', 422],
	['422-text', 422],
	['429', 429],
	['500', 500],
	['503-loading', 503],
	['html-502', 502],
	['wrong-type', 200],
	['wrong-shape', 200],
	['half-json', 200],
	['empty', 200],
])('fault %s answers %d', async (name, status) => {
	expect((await post(faulty(name), GOOD)).status).toBe(status);
});

test('the same faults come by model name', async () => {
	const models = `${sandbox().url}/hf-inference/models/sandbox`;
	expect((await post(`${models}/fault-429`, GOOD)).headers.get('retry-after')).toBe('1');
	expect((await post(`${models}/fault-500/v1/chat/completions`, {})).status).toBe(500);
	expect((await post(`${sandbox().url}/v1/chat/completions`, { model: 'sandbox/fault-402' })).status).toBe(402);
});

test('a loading model serves after two calls, and a counted fault after its count', async () => {
	const url = `${sandbox().url}/hf-inference/models/sandbox/fault-503-loading`;
	const statuses = [];
	for (let call = 0; call < 3; call++) statuses.push((await post(url, GOOD)).status);
	expect(statuses).toEqual([503, 503, 200]);
	expect((await post(faulty('500-x1'), GOOD)).status).toBe(500);
	expect(await ask(faulty('500-x1'), GOOD)).toMatchObject([[{ label: 'POSITIVE' }, {}]]);
});

test('broken connections are broken', async () => {
	await expect(post(faulty('reset'), GOOD)).rejects.toThrow();
	await expect(post(faulty('cut-body'), GOOD).then(async (response) => await response.text())).rejects.toThrow();
	const stream = post(faulty('cut-stream'), { stream: true, messages: [] });
	await expect(stream.then(async (response) => await response.text())).rejects.toThrow();
});

test('a short list lacks its last answer', async () => {
	const url = `${sandbox().url}/tei/embeddings/fault-short-list`;
	expect(await ask(url, { inputs: ['a', 'b', 'c'] })).toHaveLength(2);
});

test('an endless answer ends with its client', async () => {
	const abort = new AbortController();
	const response = await fetch(faulty('endless'), { method: 'POST', signal: abort.signal });
	await response.body?.getReader().read();
	abort.abort();
	expect(response.status).toBe(200);
});

test('the token comes back only where that is the fault', async () => {
	const found = await ask(faulty('echo-token'), GOOD, { authorization: 'Bearer hf_secret' });
	expect(found).toEqual({ error: 'Bad request with Authorization: Bearer hf_secret' });
});

test('a fault that does not exist says which do', async () => {
	expect(JSON.stringify(await ask(faulty('nonsense'), GOOD))).toContain('half-json');
});

test('requests are recorded, rules come first, reset forgets both', async () => {
	sandbox().respond((request, response) => {
		if (request.path !== '/mine?a=1') return false;
		response.end('mine');
		return true;
	});
	expect(await (await post(`${sandbox().url}/mine?a=1`, { b: 2 })).text()).toBe('mine');
	expect(sandbox().requests).toMatchObject([{ method: 'POST', path: '/mine?a=1', json: { b: 2 } }]);
	sandbox().reset();
	expect(sandbox().requests).toEqual([]);
	expect((await post(`${sandbox().url}/mine?a=1`, {})).status).toBe(404);
});

test('a test asks for a fault by its name, for every request or for the first few', async () => {
	const url = `${sandbox().url}/endpoint/text-classification`;
	sandbox().respond('429-x2');
	const statuses = [];
	for (let call = 0; call < 3; call++) statuses.push((await post(url, GOOD)).status);
	expect(statuses).toEqual([429, 429, 200]);
	sandbox().reset();
	sandbox().respond('html-504');
	expect((await post(url, GOOD)).status).toBe(504);
});

test('beyond its slots and queue the server is overloaded', async () => {
	sandbox().capacity = { slots: 1, queue: 1 };
	sandbox().latencyMs = 500;
	const url = `${sandbox().url}/endpoint/text-classification`;
	const answers = await Promise.all([1, 2, 3, 4].map(async () => await post(url, GOOD)));
	expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429]);
});
