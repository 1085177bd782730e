import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunOptions } from '../support/engine';
import { json, LABELS, page, PNG_START, send, type Play } from './hostile';
import { asHub, byId, byUrl, classify, credentialFor, detailsOf, mapped, texts, useServers } from './played';

const start = useServers();

/** The error and the advice of one item that a server refuses. */
async function words(
	play: Play,
	parameters: (url: string) => IDataObject,
	more: Partial<RunOptions> = {},
): Promise<{ type: unknown; message: string; advice: string }> {
	const server = await start(play);
	const { json: out } = await runNode({
		items: texts(1),
		...more,
		parameters: parameters(server.url),
		onError: 'continueRegularOutput',
	});
	const { type, description } = detailsOf(out[0]);
	return { type, message: String(out[0]?.error), advice: String(description) };
}

const answers =
	(status: number, body: object): Play =>
	({ response }) =>
		json(response, status, body);
const sound = (url: string, more: IDataObject = {}): IDataObject => ({
	operation: 'automatic-speech-recognition',
	model: byUrl(url),
	...more,
});
const RECORDING: RunOptions['items'] = [
	{ json: {}, binary: { data: { data: Buffer.from('fLaC').toString('base64'), mimeType: 'audio/flac' } } },
];

describe('F6: the words of a server that holds several models', () => {
	it.each([
		[400, { error: { message: 'max_tokens must be at least 1 for this model' } }],
		[422, { detail: [{ loc: ['body', 'tools'], msg: 'this model is unknown to support tools' }] }],
		[404, { error: { message: "The model 'dummy' does not exist" } }],
	])('come first in the error, and the models in its advice: %d', async (status, refusal) => {
		const play: Play = ({ seen, response }) =>
			seen.method === 'GET'
				? json(response, 200, { object: 'list', data: [{ id: 'one' }, { id: 'two' }] })
				: json(response, status, refusal);
		const { type, message, advice } = await words(play, (url) => ({
			operation: 'chat-completion',
			prompt: 'hello',
			model: byUrl(`${url}/v1`),
		}));
		expect(type).toBe('invalidInput');
		expect(message).toMatch(/max_tokens must be|tools: this model is unknown|'dummy' does not exist/);
		expect(advice).toContain("Set 'Served Model' in 'Options' to one of: one, two.");
	});
});

describe('I1: advice', () => {
	const chat = (url: string, more: IDataObject = {}): IDataObject => ({
		operation: 'chat-completion',
		prompt: 'hello',
		model: byUrl(url),
		options: { timeout: 20 },
		...more,
	});

	it('names no parameters where none were set', async () => {
		const { advice } = await words(answers(400, { error: 'bad request' }), classify);
		expect(advice).toBe('Check the inputs.');
	});

	it("names no 'Provider' for a Custom Request, which has none", async () => {
		const server = await start(answers(404, { error: 'Model not found' }));
		const { json: out } = await runNode({
			parameters: { operation: 'custom-request', model: byId('org/gone'), json: '{}' },
			credential: credentialFor(server),
			onError: 'continueRegularOutput',
		});
		const { type, description } = detailsOf(out[0]);
		expect(type).toBe('notFound');
		expect(description).toContain("set 'Model' to Endpoint URL");
		expect(description).not.toContain("'Provider'");
	});

	it('names the parameters that were set, by their labels', async () => {
		const { advice } = await words(answers(400, { error: 'bad request' }), (url) => ({
			...classify(url),
			parameters: { topK: 2 },
		}));
		expect(advice).toContain("'Top K'");
		expect(advice).not.toContain('topK');
	});

	it("names no 'JSON Schema' for any JSON", async () => {
		const { advice } = await words(answers(400, { error: 'response_format is not supported: json_schema' }), (url) =>
			chat(url, { structuredOutput: 'jsonObject' }),
		);
		expect(advice).not.toContain("'JSON Schema'");
	});

	it("names no 'Response Format' for Structured Output", async () => {
		const { advice } = await words(answers(400, { error: '`response_format` is not supported' }), (url) =>
			chat(url, { structuredOutput: 'jsonObject' }),
		);
		expect(advice).not.toContain("'Response Format'");
	});
});

describe('I2: advice on a refusal', () => {
	it('of a paused endpoint is to resume it', async () => {
		const { advice } = await words(answers(400, { error: 'Bad Request: Invalid state: paused' }), classify);
		expect(advice).toMatch(/resume it at https:\/\/endpoints\.huggingface\.co/);
	});

	it.each<[string, Play]>([
		['a gateway (413)', ({ response }) => page(response, 413, '413 Request Entity Too Large')],
		['a model (413)', answers(413, { error: 'Payload too large' })],
	])('of too many bytes by %s is a smaller file', async (_who, play) => {
		expect((await words(play, classify)).advice).toMatch(/smaller file or a shorter text/);
	});

	it.each([
		'You have passed more than 3000 mel input features (> 30 seconds) which automatically enables long-form generation',
		'pass return_timestamps=True to the pipeline',
	])('of a long recording by Whisper is Return Timestamps: %s', async (error) => {
		const { advice } = await words(answers(400, { error }), sound, { items: RECORDING });
		expect(advice).toContain("'Return Timestamps'");
	});
});

describe('I3: a refusal without a token', () => {
	it.each([401, 403])('says that none was sent: %d', async (status) => {
		const { type, message, advice } = await words(answers(status, { error: 'Unauthorized' }), classify);
		expect(type).toBe('authentication');
		expect(message).toContain('requires an access token, and none was sent');
		expect(advice).toContain("'Authentication'");
	});

	it('says that it was rejected where one was sent', async () => {
		const { message } = await words(
			answers(401, { error: 'Unauthorized' }),
			(url) => ({ ...classify(url), authentication: 'accessToken' }),
			{ credential: { accessToken: 'hf_words', allowedHosts: '127.0.0.1' } },
		);
		expect(message).toContain('rejected the access token');
	});
});

describe('I4: a parameter without effect', () => {
	const hints = async (play: Play, parameters: (url: string) => IDataObject): Promise<string> => {
		const server = await start(play);
		const { hints: shown } = await runNode({ parameters: parameters(server.url), items: texts(1) });
		return shown.map(({ message }) => message).join();
	};

	it("is told of: 'Function to Apply' None at Text Embeddings Inference", async () => {
		const play: Play = ({ response }) => json(response, 200, LABELS, { 'x-compute-tokens': '3' });
		const text = await hints(play, (url) => ({ ...classify(url), parameters: { functionToApply: 'none' } }));
		expect(text).toMatch(/'Function to Apply' had no effect/);
	});

	it("is told of: 'Normalize' at hf-serve", async () => {
		const text = await hints(answers(200, { embeddings: [[1, 2]] }), (url) => ({
			...classify(url),
			operation: 'feature-extraction',
			parameters: { normalize: true },
		}));
		expect(text).toMatch(/'Normalize' had no effect.*hf-serve/);
	});

	it('is told of: guidance, steps and a negative prompt at a community image', async () => {
		const play: Play = ({ response }) =>
			send(response, 200, PNG_START, { 'content-type': 'image/png', 'x-compute-type': 'cpu' });
		const image = (operation: string) => (url: string) => ({
			operation,
			prompt: 'a fox',
			inputSource: 'url',
			inputUrl: `data:image/png;base64,${PNG_START.toString('base64')}`,
			model: byUrl(url),
			parameters: { guidanceScale: 7, negativePrompt: 'x', numInferenceSteps: 9 },
		});
		expect(await hints(play, image('image-to-image'))).toMatch(
			/'Guidance Scale', 'Negative Prompt', 'Number of Inference Steps' had no effect/,
		);
		expect(await hints(play, image('text-to-image'))).toBe('');
	});

	it.each([
		['depth-estimation', 'Type is not JSON serializable: Tensor'],
		['depth-estimation', "Can only serialize PIL.Image.Image, got <class 'dict'>"],
		['mask-generation', 'Type is not JSON serializable: Tensor'],
	])('is told of a task that the default container cannot serve: %s (%s)', async (operation, error) => {
		const { advice } = await words(answers(400, { error }), (url) => ({
			operation,
			inputSource: 'url',
			inputUrl: `data:image/png;base64,${PNG_START.toString('base64')}`,
			model: byUrl(url),
		}));
		expect(advice).toMatch(/default container of Inference Endpoints cannot serve this task/);
	});
});

describe('I5: what is not inference cannot be billed', () => {
	it('a look-up that hangs', async () => {
		const server = await start(() => {});
		const { json: out } = await runNode({
			parameters: { ...classify(''), model: byId('some/model'), options: { timeout: 1.5 } },
			credential: credentialFor(server),
			items: texts(1),
			onError: 'continueRegularOutput',
		});
		expect(detailsOf(out[0]).type).toBe('timeout');
		expect(JSON.stringify(out)).not.toMatch(/billed/);
	});

	it('a download that hangs', async () => {
		const server = await start(() => {});
		const { json: out } = await runNode({
			parameters: {
				operation: 'image-classification',
				inputSource: 'url',
				inputUrl: `${server.url}/a.png`,
				model: byUrl(server.url),
				options: { timeout: 1.5 },
			},
			onError: 'continueRegularOutput',
		});
		expect(detailsOf(out[0]).type).toBe('timeout');
		expect(JSON.stringify(out)).not.toMatch(/may have (run and )?been billed/);
	});

	it('an inference that hangs can', async () => {
		const { advice } = await words(
			() => {},
			(url) => classify(url, { timeout: 1.5 }),
		);
		expect(advice).toContain('may have run and been billed');
	});

	it.each(['hangs', 'is not yet there'])('a job that a provider took can, where its result %s', async (result) => {
		const queue = 'https://router.huggingface.co/fal-ai/fal-ai/flux/requests/1';
		const job = { request_id: '1', status: 'IN_QUEUE', status_url: `${queue}/status`, response_url: queue };
		const server = await start(
			asHub(mapped('text-to-image', 'fal-ai'), ({ seen, response }) => {
				if (seen.method === 'POST' || result !== 'hangs') json(response, 200, job);
			}),
		);
		const { json: out } = await runNode({
			parameters: { operation: 'text-to-image', prompt: 'a fox', model: byId('some/model'), options: { timeout: 1 } },
			credential: credentialFor(server),
			onError: 'continueRegularOutput',
		});
		const { type, description } = detailsOf(out[0]);
		expect(type).toBe('timeout');
		expect(description).toContain("Raise 'Timeout'");
		expect(description).toContain('billed');
	});
});

describe('I6: broken sound', () => {
	const refused = answers(400, { error: 'Malformed soundfile' });

	it.each(['automatic-speech-recognition', 'audio-classification', 'audio-to-audio'])(
		'is called so where no parameter was set: %s',
		async (operation) => {
			const { advice } = await words(refused, (url) => sound(url, { operation }), { items: RECORDING });
			expect(advice).toMatch(/Check that the file is sound/);
			expect(advice).not.toContain('parameters');
		},
	);

	it('may be the parameters where one was set', async () => {
		const { advice } = await words(refused, (url) => sound(url, { parameters: { returnTimestamps: 'true' } }), {
			items: RECORDING,
		});
		expect(advice).toMatch(/without parameters: remove 'Return Timestamps'/);
	});
});
