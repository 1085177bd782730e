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

	it('leaves the fallback providers their turn', async () => {
		const server = await start(
			asHub(mapped('text-to-image', 'fal-ai', 'nscale'), ({ seen, response }) => {
				if (seen.path.startsWith('/fal-ai/')) json(response, 503, { error: 'overloaded' });
				else json(response, 200, { data: [{ b64_json: PNG_START.toString('base64') }] });
			}),
		);
		const { error } = await runNode({
			parameters: {
				operation: 'text-to-image',
				prompt: 'a fox',
				model: byId('some/model:fal-ai'),
				options: { fallbackProviders: 'nscale', timeout: 30 },
			},
			credential: credentialFor(server),
		});
		expect(error?.message).toBeUndefined();
		expect(posts(server).map(({ path }) => path.split('/')[1])).toEqual(['fal-ai', 'nscale']);
	});

	it.each([
		['groq', "':nscale' in 'Model' had no effect: 'Provider' is groq (1 item)"],
		['cheapest', "'Provider' had no effect: 'Model' names ':nscale' (1 item)"],
		['nscale', undefined],
		['auto', undefined],
	])('of a chat tells of Provider %s, where the two differ', async (provider, hint) => {
		const server = await start(
			asHub(mapped('conversational', 'groq', 'nscale'), ({ response }) =>
				json(response, 200, { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] }),
			),
		);
		const { hints, error } = await runNode({
			parameters: { operation: 'chat-completion', prompt: 'Hi', model: byId('some/model:nscale'), provider },
			credential: credentialFor(server),
		});
		expect(error?.message).toBeUndefined();
		expect(hints.map(({ message }) => message)).toEqual(hint === undefined ? [] : [hint]);
	});

	it('may be chosen in Provider too', async () => {
		const { paths } = await image('some/model:nscale', { provider: 'nscale' });
		expect(paths).toEqual(['nscale']);
	});

	it('is refused for a Custom Request, which no provider but Hugging Face takes', async () => {
		const { server, type } = await model(byId('some/model:nscale'), { operation: 'custom-request', json: '{}' });
		expect(type).toBe('invalidInput');
		expect(server.requests).toEqual([]);
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

it("reports the providers that the credential's endpoint leaves unused", async () => {
	const server = await start(labels);
	const run = async (more: IDataObject): Promise<string[]> => {
		const { hints, error } = await runNode({
			parameters: { ...classify(''), model: byId(''), ...more },
			credential: { ...credentialFor(server), endpointUrl: server.url },
			items: texts(1),
		});
		expect(error?.message).toBeUndefined();
		return hints.map(({ message }) => message);
	};
	expect(await run({})).toEqual([]);
	expect(await run({ provider: 'groq', options: { fallbackProviders: 'together' } })).toEqual([
		"'Provider', 'Fallback Providers' had no effect: the credential's 'Endpoint URL' was called (1 item)",
	]);
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
	const echo = ({ seen: { headers } }: Parameters<Play>[0]): string =>
		String(headers.authorization ?? headers['x-api-key']);
	const inError: Play = (exchange) => json(exchange.response, 400, { error: `no: ${echo(exchange)}` });
	const inAnswer: Play = (exchange) => json(exchange.response, 200, [{ label: echo(exchange), score: 1 }]);

	it.each<[string, string, Play]>([
		['Authorization', 'an error', inError],
		['Authorization', 'an answer', inAnswer],
		['X-Api-Key', 'an error', inError],
		['X-Api-Key', 'an answer', inAnswer],
	])('%s in %s is masked', async (name, _where, play) => {
		const server = await start(play);
		const { json: out } = await runNode({
			parameters: classify(server.url, { headers: JSON.stringify({ [name]: SECRET }) }),
			items: texts(1),
			onError: 'continueRegularOutput',
		});
		expect(server.requests[0]?.headers[name.toLowerCase()]).toBe(SECRET);
		expect(JSON.stringify(out)).toContain('***');
		expect(JSON.stringify(out)).not.toContain('sk-a-secret');
	});
});
