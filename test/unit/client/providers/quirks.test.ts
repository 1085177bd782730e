import type { JsonObject, JsonValue } from '../../../../nodes/shared/client/json';
import { argumentsOf } from '../../../../nodes/shared/client/providers/arguments';
import { InferenceError } from '../../../../nodes/shared/client/errors';
import { at, bodyOf, fileOfType, requestFor, type Asked } from './request';

async function sent(asked: Asked): Promise<{ body: JsonValue; hints: readonly string[]; path: string }> {
	const request = await requestFor(asked);
	return { body: await bodyOf(request), hints: request.hints, path: request.url.pathname };
}

async function refusalOf(asked: Asked): Promise<InferenceError> {
	const failure: unknown = await requestFor(asked).catch((error: unknown) => error);
	if (!(failure instanceof InferenceError)) throw new Error('it was not refused');
	return failure;
}

const picture = (parameters: JsonObject): { json: JsonObject } => ({ json: { inputs: 'a lighthouse', parameters } });

describe('C1: a recording for fal', () => {
	const speech = (mediaType: string): Asked => ({
		provider: 'fal-ai',
		task: 'automatic-speech-recognition',
		payload: { json: { inputs: fileOfType(mediaType) } },
	});

	it.each(['audio/ogg', 'audio/m4a', 'audio/mp4', 'audio/flac', 'audio/aac', 'audio/amr', 'application/octet-stream'])(
		'of type %s is labelled as Python labels all of them',
		async (mediaType) => {
			const { body } = await sent(speech(mediaType));
			expect(at(body, 'audio_url')).toBe(`data:audio/mpeg;base64,${Buffer.from('bytes').toString('base64')}`);
		},
	);

	it.each([
		['audio/wav', 'audio/x-wav'],
		['audio/webm', 'video/webm'],
		['audio/mpeg', 'audio/mpeg'],
	])('of type %s keeps the name that the official client found to work', async (mediaType, named) => {
		const { body } = await sent(speech(mediaType));
		expect(at(body, 'audio_url')).toMatch(new RegExp(`^data:${named};base64,`));
	});

	it('is labelled for audio to audio, too', async () => {
		const { body } = await sent({ ...speech('audio/ogg'), task: 'audio-to-audio' });
		expect(at(body, 'audio_url')).toMatch(/^data:audio\/mpeg;base64,/);
	});
});

describe('C1: a refusal before anything is sent', () => {
	it.each<[string, Asked]>([
		['a task that the provider does not serve', { provider: 'groq', task: 'text-to-image', payload: picture({}) }],
		['a task without a route', { provider: 'groq', task: 'text-generation', payload: picture({}) }],
		['a width without a height', { provider: 'fal-ai', task: 'text-to-image', payload: picture({ width: 640 }) }],
		[
			'what the official client refuses',
			{ provider: 'novita', task: 'image-text-to-video', payload: { json: { parameters: {} } }, providerId: 'other' },
		],
	])('is marked as unsent, and names the provider, so that another one is tried: %s', async (_what, asked) => {
		const { provider } = asked;
		expect((await refusalOf(asked)).details).toMatchObject({ type: 'invalidInput', isUnsent: true, provider });
	});
});

describe('C2: the size of a picture', () => {
	const both = { width: 640, height: 480 };

	it.each<[string, string, JsonValue]>([
		['fal-ai', 'image_size', both],
		['nscale', 'size', '640x480'],
		['zai-org', 'size', '640x480'],
		['deepinfra', 'size', '640x480'],
		['wavespeed', 'size', '640*480'],
		['together', 'width', 640],
		['replicate', 'input.height', 480],
	])('goes to %s as %s', async (provider, place, expected) => {
		const { body } = await sent({ provider, task: 'text-to-image', payload: picture(both) });
		expect(at(body, place)).toEqual(expected);
	});

	it.each(['fal-ai', 'nscale', 'zai-org', 'deepinfra'])(
		'is refused by half for %s, naming the field',
		async (provider) => {
			const asked = { provider, task: 'text-to-image', payload: picture({ height: 480 }) };
			expect((await refusalOf(asked)).message).toContain("'Width' and 'Height'");
		},
	);

	it('gives way to a size of the user', async () => {
		const payload = picture({ ...both, image_size: 'square_hd' });
		const { body } = await sent({ provider: 'fal-ai', task: 'text-to-image', payload });
		expect(at(body, 'image_size')).toBe('square_hd');
	});
});

describe('C2: text generation', () => {
	const payload = { json: { inputs: 'Once', parameters: { max_new_tokens: 5, stop: ['.'] }, stream: true } };

	it.each([
		['together', '/together/v1/completions'],
		['scaleway', '/scaleway/v1/completions'],
		['ovhcloud', '/ovhcloud/v1/completions'],
		['featherless-ai', '/featherless-ai/v1/completions'],
		['deepinfra', '/deepinfra/v1/openai/completions'],
		['novita', '/novita/v3/openai/completions'],
	])("goes to %s in the form of OpenAI's completions", async (provider, path) => {
		const made = await sent({ provider, task: 'text-generation', payload });
		expect(made.path).toBe(path);
		expect(made.body).toEqual({ model: 'its/model', prompt: 'Once', max_tokens: 5, stop: ['.'], stream: true });
	});
});

describe('C2: embeddings', () => {
	it.each(['scaleway', 'together', 'deepinfra'])('go to %s with their parameters', async (provider) => {
		const payload = { json: { inputs: ['a', 'b'], dimensions: 8, normalize: true } };
		const { body, hints } = await sent({ provider, task: 'feature-extraction', payload });
		expect(body).toEqual({ model: 'its/model', input: ['a', 'b'], dimensions: 8, normalize: true });
		expect(hints).toEqual([
			`Provider ${provider} does not document 'normalize' for this task: it may have no effect ({items})`,
		]);
	});
});

describe('C2: times in a recording', () => {
	const speech = (provider: string, times: JsonValue): Asked => ({
		provider,
		task: 'automatic-speech-recognition',
		payload: { json: { inputs: fileOfType('audio/mpeg'), parameters: { return_timestamps: times } } },
	});

	it.each<[string, JsonValue, JsonObject]>([
		['fal-ai', 'word', { chunk_level: 'word' }],
		['fal-ai', false, { chunk_level: 'none' }],
		['deepinfra', true, { response_format: 'verbose_json', 'timestamp_granularities[]': 'segment' }],
		['together', 'word', { response_format: 'verbose_json', timestamp_granularities: 'word' }],
	])('are asked of %s for %j', async (provider, times, expected) => {
		expect((await sent(speech(provider, times))).body).toMatchObject(expected);
	});

	it('are not asked for where they are off', async () => {
		expect((await sent(speech('together', false))).body).not.toHaveProperty('response_format');
	});
});

describe('C2: further forms', () => {
	it("sends a chat's schema to cohere and fireworks-ai as Python does", async () => {
		const schema = { type: 'object' };
		const json = { messages: [], response_format: { type: 'json_schema', json_schema: { name: 'a', schema } } };
		for (const provider of ['cohere', 'fireworks-ai']) {
			const { body } = await sent({ provider, task: 'conversational', payload: { json } });
			expect(at(body, 'response_format')).toEqual({ type: 'json_object', schema });
		}
	});

	it('joins what a video must not show into one text', async () => {
		const { body } = await sent({
			provider: 'fal-ai',
			task: 'text-to-video',
			payload: picture({ negative_prompt: ['text', 'watermark'] }),
		});
		expect(at(body, 'negative_prompt')).toBe('text, watermark');
	});

	it('tells of a parameter that is not sent', async () => {
		const asked = { provider: 'nscale', task: 'text-to-image', payload: picture({ num_inference_steps: 4 }) };
		const { body, hints } = await sent(asked);
		expect(body).not.toHaveProperty('num_inference_steps');
		expect(hints).toEqual([
			"'num_inference_steps' was not sent: provider nscale does not take it for this task ({items})",
		]);
	});

	it('says nothing of parameters that the user wrote by hand', async () => {
		const asked = { provider: 'nscale', task: 'text-to-image', payload: picture({ cfg_scale: 4 }), fields: [] };
		expect((await sent(asked)).hints).toEqual([]);
	});

	it('takes JSON alone', async () => {
		await expect(argumentsOf({ file: fileOfType('audio/mpeg') })).rejects.toThrow('Only JSON');
	});
});
