import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { usePlainTls } from '../providers/plainTls';
import { runNode, type RunResult } from '../support/engine';
import { PNG } from '../../unit/answers/read';
import { json, type Hostile, type Play } from './hostile';
import { asHub, byId, credentialFor, detailsOf, mapped, posts, useServers } from './played';

const start = useServers();

/** A run of a task at these providers, all of which answer in the same way. */
interface Given {
	readonly task: string;
	readonly providers: readonly string[];
	readonly parameters: IDataObject;
	readonly items?: INodeExecutionData[];
	readonly answer: Play;
}

interface Ran {
	readonly result: RunResult;
	readonly server: Hostile;
	/** The body of the first request to a provider. */
	readonly body: IDataObject;
	/** Who was asked, in order. */
	readonly asked: readonly string[];
	readonly hints: string;
}

async function run({ task, providers, parameters, items, answer }: Given): Promise<Ran> {
	const server = await start(asHub(mapped(task, ...providers), answer));
	const result = await runNode({
		parameters: { model: byId('some/model'), ...parameters },
		credential: credentialFor(server),
		items,
		onError: 'continueRegularOutput',
	});
	const [first] = posts(server);
	return {
		result,
		server,
		body: (first?.headers['content-type']?.startsWith('application/json') ? JSON.parse(first.body) : {}) as IDataObject,
		asked: posts(server).map(({ path }) => path.split('/')[1] ?? ''),
		hints: result.hints.map(({ message }) => message).join('\n'),
	};
}

const answers =
	(body: object | string): Play =>
	({ response }) =>
		json(response, 200, body);
const withSound = (mimeType: string): INodeExecutionData[] => [
	{ json: {}, binary: { data: { data: Buffer.from('bytes of sound').toString('base64'), mimeType } } },
];
const image = {
	data: [{ b64_json: PNG.toString('base64') }],
	images: [{ url: `data:image/png;base64,${PNG.toString('base64')}` }],
};

describe("B3: a provider's own key", () => {
	let played: Hostile | undefined;
	usePlainTls(() => played?.port ?? 0);

	it.each([
		['openai', 'api.openai.com', 'openai/gpt-5'],
		['groq', 'api.groq.com', 'some/model'],
		['cohere', 'api.cohere.com', 'some/model'],
	])('of %s works, where the credential allows that host alone', async (provider, host, model) => {
		const hub = mapped('conversational', 'groq', 'cohere');
		const chat = { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] };
		played ??= await start(asHub(hub, answers(chat)));
		played.requests.length = 0;
		const { error, json: out } = await runNode({
			parameters: { operation: 'chat-completion', prompt: 'hello', provider, model: byId(model) },
			credential: {
				accessToken: ['key', 'of', 'a', 'provider'].join('-'),
				allowedHttpRequestDomains: 'domains',
				allowedDomains: `${host},huggingface.co`,
			},
		});
		expect(error?.message).toBeUndefined();
		expect(out[0]?.content).toBe('Hi');
		expect(posts(played).map(({ headers }) => headers.host)).toEqual([host]);
	});
});

describe('C1: a recording, where fal is the first provider', () => {
	const speech = async (mimeType: string): Promise<Ran> =>
		await run({
			task: 'automatic-speech-recognition',
			providers: ['fal-ai', 'hf-inference'],
			parameters: { operation: 'automatic-speech-recognition' },
			items: withSound(mimeType),
			answer: answers({ text: 'Hello' }),
		});

	it.each(['audio/ogg', 'audio/m4a', 'audio/flac', 'audio/aac', 'audio/amr'])(
		'is sent as audio/mpeg, as Python does it: %s',
		async (mimeType) => {
			const { result, body, asked } = await speech(mimeType);
			expect(result.json).toMatchObject([{ text: 'Hello' }]);
			expect(asked).toEqual(['fal-ai']);
			expect(body.audio_url).toMatch(/^data:audio\/mpeg;base64,/);
		},
	);
});

describe('C1: a refusal on our side, before a request', () => {
	it.each<[string, Omit<Given, 'answer'>, string]>([
		[
			'of half a size',
			{
				task: 'text-to-image',
				providers: ['fal-ai', 'together'],
				parameters: { operation: 'text-to-image', prompt: 'a fox', parameters: { width: 640 } },
			},
			'together',
		],
		[
			'of text generation, which the first provider cannot serve',
			{
				task: 'text-generation',
				providers: ['groq', 'together'],
				parameters: { operation: 'text-generation', prompt: 'Once' },
			},
			'together',
		],
		[
			'of half a size, by a chosen provider with a fallback',
			{
				task: 'text-to-image',
				providers: ['nscale', 'together'],
				parameters: {
					operation: 'text-to-image',
					prompt: 'a fox',
					provider: 'nscale',
					parameters: { height: 640 },
					options: { fallbackProviders: 'together' },
				},
			},
			'together',
		],
	])('%s goes on to the next provider, which a hint tells', async (_what, given, next) => {
		const { result, asked, hints } = await run({
			...given,
			answer: answers({ ...image, choices: [{ text: 'upon', index: 0 }] }),
		});
		expect(result.json[0]?.error).toBeUndefined();
		expect(asked).toEqual([next]);
		const [passedOver] = given.providers;
		// The reason follows.
		expect(hints).toMatch(new RegExp(`Provider ${passedOver} could not take the request: 1 item failed over\\. \\w`));
	});

	const halfSize = { operation: 'text-to-image', prompt: 'a fox', parameters: { width: 640 } };

	it('gives the words of the next provider, where that one was asked and failed', async () => {
		const answer: Play = ({ response }) => json(response, 500, { error: 'out of paint' });
		const { result, asked } = await run({
			task: 'text-to-image',
			providers: ['fal-ai', 'together'],
			parameters: halfSize,
			answer,
		});
		expect(asked).toEqual(['together']);
		expect(detailsOf(result.json[0])).toMatchObject({ provider: 'together', type: 'server' });
		expect(result.json[0]?.error).toContain('out of paint');
	});

	it('keeps the words of the first provider, where none could take the request', async () => {
		const { result, asked } = await run({
			task: 'text-to-image',
			providers: ['fal-ai', 'nscale'],
			parameters: halfSize,
			answer: answers(image),
		});
		expect(asked).toEqual([]);
		expect(detailsOf(result.json[0])).toMatchObject({ type: 'invalidInput', provider: 'fal-ai' });
	});
});

describe('C2: a setting reaches its provider, or a hint tells of it', () => {
	const paint = async (provider: string, parameters: IDataObject, operation = 'text-to-image'): Promise<Ran> =>
		await run({
			task: operation,
			providers: [provider],
			parameters: { operation, provider, prompt: 'a fox', parameters },
			answer: answers(image),
		});

	it.each<[string, object]>([
		['fal-ai', { image_size: { width: 640, height: 480 } }],
		['nscale', { size: '640x480' }],
		['zai-org', { size: '640x480' }],
		['deepinfra', { size: '640x480' }],
		['wavespeed', { size: '640*480' }],
	])('Width and Height at %s', async (provider, sent) => {
		expect((await paint(provider, { width: 640, height: 480 })).body).toMatchObject(sent);
	});

	it.each(['together', 'scaleway', 'novita', 'featherless-ai'])('those of text generation at %s', async (provider) => {
		const { body } = await run({
			task: 'text-generation',
			providers: [provider],
			parameters: {
				operation: 'text-generation',
				provider,
				prompt: 'Once',
				parameters: { maxNewTokens: 5, temperature: 0.5, stop: '.' },
			},
			answer: answers({ choices: [{ index: 0, text: 'upon a time', finish_reason: 'stop' }] }),
		});
		expect(body).toMatchObject({ prompt: 'Once', max_tokens: 5, temperature: 0.5, stop: ['.'] });
		expect(body).not.toHaveProperty('parameters');
	});

	it('text generation at groq, which serves none, is refused before a request', async () => {
		const { result, asked } = await run({
			task: 'text-generation',
			providers: ['groq'],
			parameters: { operation: 'text-generation', provider: 'groq', prompt: 'Once' },
			answer: answers({}),
		});
		expect(detailsOf(result.json[0]).type).toBe('invalidInput');
		expect(asked).toEqual([]);
	});

	it.each(['scaleway', 'together', 'deepinfra'])('those of embeddings at %s', async (provider) => {
		const { body, hints } = await run({
			task: 'feature-extraction',
			providers: [provider],
			parameters: {
				operation: 'feature-extraction',
				provider,
				text: 'a',
				parameters: { dimensions: 8, normalize: true },
			},
			answer: answers({ data: [{ index: 0, embedding: [1, 2] }] }),
		});
		expect(body).toMatchObject({ dimensions: 8 });
		expect(hints).toContain("'Normalize'");
	});

	it('those of speech at fal', async () => {
		const { body, hints } = await run({
			task: 'automatic-speech-recognition',
			providers: ['fal-ai'],
			parameters: {
				operation: 'automatic-speech-recognition',
				provider: 'fal-ai',
				parameters: { returnTimestamps: 'word', temperature: 0.5 },
			},
			items: withSound('audio/mpeg'),
			answer: answers({ text: 'Hello' }),
		});
		expect(body).toMatchObject({ chunk_level: 'word' });
		expect(hints).toContain("'Temperature'");
	});
});

describe('C5: a failure inside a 200 fails the item, in its words', () => {
	it.each<[string, string, object]>([
		['wavespeed', 'Insufficient credits', { code: 403, message: 'Insufficient credits' }],
		['replicate', 'Prediction was aborted', { status: 'aborted', error: 'Prediction was aborted' }],
		['together', 'bad prompt', { success: false, errors: ['bad prompt'] }],
		['nscale', 'quota is used up', { status: 'error', message: 'quota is used up' }],
		['fal-ai', 'Exhausted balance', { detail: 'Exhausted balance' }],
		['nscale', 'model is down', [{ error: 'model is down' }]],
		['deepinfra', 'context too long', { object: 'error', message: 'context too long' }],
	])('%s: %s', async (provider, words, answer) => {
		const { result } = await run({
			task: 'text-to-image',
			providers: [provider],
			parameters: { operation: 'text-to-image', provider, prompt: 'a fox' },
			answer: answers(answer),
		});
		const [item] = result.json;
		expect(item?.error).toContain(words);
		expect(detailsOf(item)).toMatchObject({ type: 'server', response: answer });
	});
});
