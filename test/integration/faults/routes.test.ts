import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunResult } from '../support/engine';
import { json, LABELS, PNG_START, type Hostile, type Play } from './hostile';
import { asHub, byId, byUrl, classify, credentialFor, detailsOf, mapped, posts, texts, useServers } from './played';

const start = useServers();
const labels: Play = ({ response }) => json(response, 200, LABELS);

/** Runs a classification of 'Model' with a Hub and a router that serve everything. */
async function model(
	value: IDataObject,
	more: IDataObject = {},
): Promise<{ server: Hostile; result: RunResult; type: unknown; advice: string }> {
	const server = await start(asHub(mapped('text-classification', 'hf-inference'), labels));
	const result = await runNode({
		parameters: { ...classify(''), model: value, ...more },
		credential: credentialFor(server),
		items: texts(1),
		onError: 'continueRegularOutput',
	});
	const { type, description } = detailsOf(result.json[0]);
	return { server, result, type, advice: String(description) };
}

describe("B1: 'Model' in the mode Endpoint URL", () => {
	it.each(['localhost:8080', '192.168.1.20:11434', 'my-server/v1', 'acme/model', ''])(
		'sends nothing for an expression that gives %j',
		async (value) => {
			const { server, type } = await model(byUrl(`={{ ${JSON.stringify(value)} }}`));
			expect(type).toBe('invalidInput');
			expect(server.requests).toEqual([]);
		},
	);
});

describe("B4: a provider behind the model's name", () => {
	const image = async (name: string, more: IDataObject = {}): Promise<{ paths: string[]; result: RunResult }> => {
		const server = await start(
			asHub(mapped('text-to-image', 'fal-ai', 'nscale'), ({ response }) =>
				json(response, 200, { data: [{ b64_json: PNG_START.toString('base64') }] }),
			),
		);
		const result = await runNode({
			parameters: { operation: 'text-to-image', prompt: 'a fox', model: byId(name), ...more },
			credential: credentialFor(server),
			onError: 'continueRegularOutput',
		});
		return { paths: posts(server).map(({ path }) => path.split('/')[1] ?? ''), result };
	};

	it('is the provider that is asked', async () => {
		const { paths, result } = await image('some/model:nscale');
		expect(result.json[0]?.error).toBeUndefined();
		expect(paths).toEqual(['nscale']);
	});

	it('may be chosen in Provider too', async () => {
		const { paths } = await image('some/model:nscale', { provider: 'nscale' });
		expect(paths).toEqual(['nscale']);
	});

	it.each([
		['differs from Provider', 'some/model:nscale', { provider: 'fal-ai' }],
		['is a policy, which works for chat only', 'some/model:cheapest', {}],
		['is no provider', 'some/model:nobody', {}],
	])('is refused where it %s', async (_what, name, more) => {
		const { paths, result } = await image(name, more);
		expect(detailsOf(result.json[0]).type).toBe('invalidInput');
		expect(paths).toEqual([]);
	});
});

describe('B5: an address that is no inference server', () => {
	it.each<[string, RegExp]>([
		['https://api-inference.huggingface.co/models/org/name', /type 'org\/name'/],
		['https://api-inference.huggingface.co/', /Type the model's name/],
		['https://huggingface.co/spaces/org/demo', /Space/],
		['https://huggingface.co/models?pipeline_tag=text-classification', /Type the model's name/],
		['https://huggingface.co/datasets/org/name', /Type the model's name/],
	])('is explained: %s', async (address, words) => {
		const { server, type, advice, result } = await model(byUrl(address));
		expect(type).toBe('invalidInput');
		expect(`${String(result.json[0]?.error)} ${advice}`).toMatch(words);
		expect(advice).not.toContain('Allowed Hosts');
		expect(server.requests).toEqual([]);
	});

	it('is a model where it is its page on the Hub', async () => {
		const { server, type } = await model(byUrl('https://huggingface.co/org/name/tree/main'));
		expect(type).toBeUndefined();
		expect(posts(server)[0]?.path).toContain('/models/org/name');
	});
});

describe('B6: a model name of dots', () => {
	it.each(['.', '..', './x', 'org/.', 'org/..', 'org/..:nscale'])('is refused before any request: %s', async (name) => {
		const { server, type } = await model(byId(name));
		expect(type).toBe('invalidInput');
		expect(server.requests).toEqual([]);
	});
});

describe('B7: a header of the user that a server echoes', () => {
	const SECRET = 'Bearer sk-a-secret-of-another-server';
	it.each<[string, Play]>([
		[
			'in an error',
			({ seen, response }) => json(response, 400, { error: `no: ${String(seen.headers.authorization)}` }),
		],
		['in an answer', ({ seen, response }) => json(response, 200, [{ label: seen.headers.authorization, score: 1 }])],
	])('%s is masked', async (_where, play) => {
		const server = await start(play);
		const { json: out } = await runNode({
			parameters: classify(server.url, { headers: JSON.stringify({ Authorization: SECRET }) }),
			items: texts(1),
			onError: 'continueRegularOutput',
		});
		expect(server.requests[0]?.headers.authorization).toBe(SECRET);
		expect(JSON.stringify(out)).toContain('***');
		expect(JSON.stringify(out)).not.toContain('sk-a-secret');
	});
});
