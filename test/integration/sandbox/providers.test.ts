import { InferenceClient, type InferenceProvider } from '@huggingface/inference';
import { sampleFile } from '../../../sandbox';
import { sniff } from '../../../sandbox/media/sniff';
import { post, useSandbox } from './helpers';

const sandbox = useSandbox();
const client = new InferenceClient('hf_sandbox');
const photo = new Blob([new Uint8Array(sampleFile('photo.png') ?? [])], { type: 'image/png' });
const speech = new Blob([new Uint8Array(sampleFile('speech.wav') ?? [])], { type: 'audio/wav' });
const realFetch = globalThis.fetch;

// The official client goes to Hugging Face's hosts: here they are the sandbox, and its pauses between polls are none.
beforeAll(() => {
	globalThis.fetch = async (input, init) => {
		const url = String(input instanceof Request ? input.url : input);
		return await realFetch(url.replace(/^https:\/\/(router\.)?huggingface\.co/, sandbox().url), init);
	};
	const soon = globalThis.setTimeout;
	jest.spyOn(globalThis, 'setTimeout').mockImplementation((run: () => void) => soon(run, 1));
});
afterAll(() => {
	globalThis.fetch = realFetch;
	jest.restoreAllMocks();
});

async function kindOf(made: unknown): Promise<string | undefined> {
	const blob = made instanceof Blob ? made : new Blob([]);
	return sniff(Buffer.from(await blob.arrayBuffer()))?.kind;
}

test.each<InferenceProvider>(['fal-ai', 'together', 'replicate', 'nscale', 'wavespeed', 'zai-org', 'hf-inference'])(
	'%s makes pictures',
	async (provider) => {
		const made = await client.textToImage({
			provider,
			model: 'black-forest-labs/FLUX.1-dev',
			inputs: 'a red fox',
			parameters: { width: 64, height: 48 },
		});
		expect(await kindOf(made)).toBe('image');
	},
);

test.each<InferenceProvider>(['fal-ai', 'together', 'replicate', 'novita', 'wavespeed'])(
	'%s makes films',
	async (provider) => {
		expect(
			await kindOf(await client.textToVideo({ provider, model: 'Wan-AI/Wan2.2-TI2V-5B', inputs: 'a red fox' })),
		).toBe('video');
	},
);

test.each<InferenceProvider>(['fal-ai', 'together', 'replicate', 'wavespeed'])(
	'%s changes pictures',
	async (provider) => {
		expect(
			await kindOf(
				await client.imageToImage({
					provider,
					model: 'Qwen/Qwen-Image',
					inputs: photo,
					parameters: { prompt: 'at night' },
				}),
			),
		).toBe('image');
	},
);

test.each<InferenceProvider>(['fal-ai', 'together', 'wavespeed'])('%s makes films of pictures', async (provider) => {
	const made = await client.imageToVideo({
		provider,
		model: 'Lightricks/LTX-Video-0.9.7-dev',
		inputs: photo,
		parameters: { prompt: 'wind' },
	});
	expect(await kindOf(made)).toBe('video');
});

test.each<InferenceProvider>(['fal-ai', 'together', 'replicate', 'deepinfra'])(
	'%s speaks and listens',
	async (provider) => {
		expect(await kindOf(await client.textToSpeech({ provider, model: 'hexgrad/Kokoro-82M', inputs: 'Hello' }))).toBe(
			'audio',
		);
		const heard = await client.automaticSpeechRecognition({ provider, model: 'openai/whisper-large-v3', data: speech });
		expect(heard.text).toContain('quick brown fox');
	},
);

test.each<InferenceProvider>(['together', 'novita', 'cerebras', 'groq', 'fireworks-ai', 'zai-org', 'nscale'])(
	'%s chats',
	async (provider) => {
		const messages = [{ role: 'user', content: 'Hello' }];
		const said = await client.chatCompletion({ provider, model: 'google/gemma-2-2b-it', messages });
		expect(said.choices[0]?.message.content).toContain('sandbox');
	},
);

test.each<InferenceProvider>(['deepinfra', 'scaleway', 'together'])('%s embeds', async (provider) => {
	expect(
		await client.featureExtraction({ provider, model: 'intfloat/multilingual-e5-large', inputs: 'Hello' }),
	).toMatchObject([{ length: 384 }]);
});

test('segments and sounds come as files from fal', async () => {
	const segments = await client.imageSegmentation({
		provider: 'fal-ai',
		model: 'sandbox/image-segmentation',
		inputs: photo,
	});
	expect(segments).toMatchObject([{ label: 'mask' }]);
	expect(
		await client.audioToAudio({ provider: 'fal-ai', model: 'sandbox/audio-to-audio', inputs: speech }),
	).toMatchObject([{ label: expect.any(String) }]);
});

test.each<InferenceProvider>(['fal-ai', 'wavespeed', 'zai-org'])('a job of %s can fail', async (provider) => {
	await expect(
		client.textToImage({ provider, model: 'sandbox/text-to-image-fault-job-failed', inputs: 'x' }),
	).rejects.toThrow();
});

test('providers want a token, their files do not', async () => {
	const url = `${sandbox().url}/together/v1/images/generations`;
	expect((await post(url, { model: 'together/black-forest-labs/flux.1-dev', prompt: 'x' })).status).toBe(401);
	const body = {
		model: 'together/black-forest-labs/flux.1-dev',
		prompt: 'x',
		width: 64,
		height: 64,
		response_format: 'url',
	};
	const made = (await (await post(url, body, { authorization: 'Bearer hf_sandbox' })).json()) as {
		data: Array<{ url: string }>;
	};
	expect((await realFetch(made.data[0]?.url ?? '')).headers.get('content-type')).toBe('image/png');
});

test('a queued job can be cancelled', async () => {
	const token = { authorization: 'Bearer hf_sandbox' };
	const job = await post(
		`${sandbox().url}/fal-ai/fal-ai/wan-ai/wan2.2-ti2v-5b?_subdomain=queue`,
		{ prompt: 'x' },
		token,
	);
	const path = new URL(((await job.json()) as { cancel_url: string }).cancel_url).pathname;
	const cancelled = await realFetch(`${sandbox().url}/fal-ai${path}?_subdomain=queue`, {
		method: 'PUT',
		headers: token,
	});
	expect(await cancelled.json()).toEqual({ status: 'CANCELLATION_REQUESTED' });
});
