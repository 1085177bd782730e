import { createHash, randomBytes } from 'node:crypto';
import { sampleFile } from '../../../sandbox';
import { programs } from '../../../sandbox/home';
import { decodePng } from '../../../sandbox/media/png';
import { sniff } from '../../../sandbox/media/sniff';
import { post, useSandbox } from './helpers';

const sandbox = useSandbox();
const at = (path: string) => sandbox().url + path;
const speech = sampleFile('speech.wav') ?? Buffer.alloc(0);
const photo = sampleFile('photo.png') ?? Buffer.alloc(0);
const SAID = 'The quick brown fox jumps over the lazy dog.';

type Value = string | Buffer | readonly string[];

function formOf(values: Record<string, Value>, filename = 'speech.wav') {
	const form = new FormData();
	for (const [name, value] of Object.entries(values)) {
		if (Buffer.isBuffer(value)) form.append(name, new Blob([new Uint8Array(value)], { type: 'audio/wav' }), filename);
		else for (const one of [value].flat()) form.append(name, one);
	}
	return form;
}

async function send(path: string, values: Record<string, Value>) {
	const response = await fetch(at(path), { method: 'POST', body: formOf(values) });
	const text = await response.text();
	return { status: response.status, type: response.headers.get('content-type'), text, json: () => JSON.parse(text) };
}

async function refusal(path: string, body: unknown, headers = {}): Promise<[number, string]> {
	const response = await post(at(path), body, headers);
	return [response.status, await response.text()];
}

test.each(Object.keys(programs))('%s says that it is the sandbox, and has no other paths', async (name) => {
	const response = await fetch(at(`/${name}/no/such/path`));
	expect(response.headers.get('x-sandbox')).toBe('n8n-nodes-huggingface-inference');
	expect(response.status).toBe(404);
});

test('a form arrives part by part: names, file names, types, repeated fields, and large files by their hash', async () => {
	const large = randomBytes(12 * 1024 * 1024);
	const form = formOf({ file: large, tag: ['a', 'b'] }, 'ärger "1".wav');
	await fetch(at('/anything'), { method: 'POST', body: form });
	const [request] = sandbox().requests;
	const sha256 = createHash('sha256').update(large).digest('hex');
	// A client that follows the web's standard writes quotes as %22, and no server turns them back.
	expect(request?.form?.files).toMatchObject([
		{ name: 'file', filename: 'ärger %221%22.wav', type: 'audio/wav', sha256 },
	]);
	expect(request?.form?.files[0]?.size).toBe(large.length);
	expect(request?.form?.fields).toEqual([
		{ name: 'tag', value: 'a' },
		{ name: 'tag', value: 'b' },
	]);
	expect(request?.body.length).toBe(0);
});

test('a form that ends too early is an error of the form, not of the sandbox', async () => {
	const headers = { 'content-type': 'multipart/form-data; boundary=x' };
	const body = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc';
	const response = await fetch(at('/vllm-speech/v1/audio/transcriptions'), { method: 'POST', headers, body });
	expect([response.status, await response.text()]).toEqual([400, '{"detail":"There was an error parsing the body"}']);
});

describe('speech to text', () => {
	const routes: ReadonlyArray<readonly [string, Record<string, string>]> = [
		['/vllm-speech/v1/audio/transcriptions', {}],
		['/speaches/v1/audio/transcriptions', { model: 'Systran/faster-whisper-small' }],
		['/local-ai/v1/audio/transcriptions', { model: 'whisper-1' }],
		['/whisper-cpp/inference', {}],
		['/whisper-cpp-openai/v1/audio/transcriptions', {}],
	];

	test.each(routes)('%s hears the words', async (path, more) => {
		const found = await send(path, { file: speech, ...more });
		expect(found.status).toBe(200);
		expect(found.json().text.trim()).toBe(SAID);
	});

	test.each([
		['/vllm-speech/v1/audio/translations', {}],
		['/speaches/v1/audio/translations', { model: 'Systran/faster-whisper-small' }],
		['/local-ai/v1/audio/transcriptions', { model: 'whisper-1', translate: 'true' }],
		['/whisper-cpp/inference', { translate: 'true' }],
	])('%s translates', async (path, more) => {
		expect((await send(path, { file: speech, ...more })).json().text.trim()).toBe(`[en] ${SAID}`);
	});

	test('words in time stand where each program has them', async () => {
		const wanted = { response_format: 'verbose_json', 'timestamp_granularities[]': ['segment', 'word'] };
		const verbose = async (path: string, more: Record<string, Value> = {}) =>
			(await send(path, { file: speech, ...wanted, ...more })).json();
		const model = 'Systran/faster-whisper-small';
		expect(await verbose('/speaches/v1/audio/transcriptions', { model })).toMatchObject({
			segments: [{ text: SAID }],
			words: [{ word: 'The', start: 0 }, {}, {}, {}, {}, {}, {}, {}, {}],
		});
		const vllm = await verbose('/vllm-speech/v1/audio/transcriptions');
		expect(vllm).toMatchObject({ duration: expect.any(String), segments: [{ text: SAID }], words: null });
		const local = await verbose('/local-ai/v1/audio/transcriptions', { model: 'whisper-1' });
		expect(local.words[0]).toMatchObject({ text: 'The' });
		const whisper = await verbose('/whisper-cpp/inference');
		expect(whisper.segments[0].words[0]).toMatchObject({ word: 'The', probability: expect.any(Number) });
	});

	test('each program streams in its own form', async () => {
		const stream = async (path: string, more: Record<string, Value> = {}) =>
			(await send(path, { file: speech, stream: 'true', ...more })).text;
		const vllm = await stream('/vllm-speech/v1/audio/transcriptions');
		expect(vllm).toContain('"object":"transcription.chunk"');
		expect(vllm).toMatch(/data: \[DONE\]\n\n$/);
		const speaches = await stream('/speaches/v1/audio/transcriptions', { model: 'Systran/faster-whisper-small' });
		expect(speaches).toContain('"type":"transcript.text.done"');
		expect(speaches).not.toContain('[DONE]');
		const local = await stream('/local-ai/v1/audio/transcriptions', { model: 'whisper-1' });
		expect(local).toContain('"type":"transcript.text.delta"');
		expect(local).toMatch(/data: \[DONE\]\n\n$/);
	});

	test.each([
		['/vllm-speech/v1/audio/transcriptions', { file: 'text' }, 422, "Expected 'file' to be a file-like object"],
		['/vllm-speech/v1/audio/transcriptions', { file: speech, response_format: 'srt' }, 400, 'Currently only support'],
		['/vllm-speech/v1/audio/transcriptions', { file: speech, model: 'x' }, 404, 'The model `x` does not exist.'],
		[
			'/vllm-speech/v1/audio/transcriptions',
			{ file: speech, response_format: 'verbose_json', stream: 'true' },
			400,
			"verbose_json format doesn't support streaming case",
		],
		[
			'/vllm-speech-plain/v1/audio/transcriptions',
			{ file: speech, response_format: 'verbose_json' },
			400,
			'verbose_json',
		],
		['/speaches/v1/audio/transcriptions', { file: speech }, 422, '"loc":["body","model"]'],
		['/speaches/v1/audio/transcriptions', { file: 'text', model: 'x' }, 422, 'Expected UploadFile'],
		['/speaches/v1/audio/transcriptions', { file: speech, model: 'x' }, 404, "Model 'x' is not installed locally."],
		['/local-ai/v1/audio/transcriptions', { file: speech }, 400, 'code=400, message=Bad Request'],
		['/local-ai/v1/audio/transcriptions', { file: speech, model: 'x' }, 404, 'model \\"x\\" not found'],
		['/local-ai/v1/audio/translations', { file: speech }, 404, 'Resource not found'],
		['/whisper-cpp/inference', { file: photo }, 400, 'Invalid request'],
		['/whisper-cpp/v1/audio/transcriptions', { file: speech }, 404, 'File Not Found'],
	])('%s refuses a wrong form', async (path, values: Record<string, Value>, status, words) => {
		const found = await send(path, values);
		expect([found.status, found.text]).toEqual([status, expect.stringContaining(words)]);
	});

	test('JSON in place of a form is refused in the words of each program', async () => {
		expect((await refusal('/vllm-speech/v1/audio/transcriptions', {}))[0]).toBe(422);
		expect((await refusal('/local-ai/v1/audio/transcriptions', {}))[0]).toBe(400);
		expect(await refusal('/whisper-cpp/inference', {})).toEqual([400, 'Invalid request']);
	});
});

describe('text to speech', () => {
	test.each([
		['/kokoro', { input: 'Hello' }, 'audio/mpeg'],
		['/kokoro', { input: 'Hello', model: 'tts-1', voice: 'af_bella+af_sky(2)', response_format: 'wav' }, 'audio/wav'],
		['/speaches', { input: 'Hello', model: 'speaches-ai/Kokoro-82M-v1.0-ONNX', voice: 'af_heart' }, 'audio/mpeg'],
		['/local-ai', { input: 'Hello', model: 'tts-1' }, 'audio/wav'],
	])('%s speaks', async (path, body, type) => {
		const response = await post(at(`${path}/v1/audio/speech`), body);
		expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
		expect(sniff(Buffer.from(await response.arrayBuffer()))?.type).toBe(type);
	});

	test.each([
		['/kokoro', { input: 'x', voice: 'nobody' }, 400, "Voice 'nobody' not found. Available voices: af_bella"],
		['/kokoro', { input: 'x', model: 'other' }, 400, 'Unsupported model: other'],
		['/kokoro', { input: 'x', speed: 5 }, 422, 'less than or equal to 4'],
		['/speaches', { input: 'x', model: 'y' }, 422, '"loc":["body","voice"]'],
		['/local-ai', { input: 'x' }, 400, 'Bad Request'],
	])('%s refuses %j', async (path, body, status, words) => {
		expect(await refusal(`${path}/v1/audio/speech`, body)).toEqual([status, expect.stringContaining(words)]);
	});
});

describe('pictures', () => {
	const picture = async (path: string, body: object) => {
		const { data } = (await (await post(at(`${path}/v1/images/generations`), body)).json()) as {
			data: Array<{ b64_json: string; url: string }>;
		};
		return data;
	};

	test.each([
		['/sd-cpp', { prompt: 'a fox', size: '96x64', n: 2 }],
		['/vllm-omni', { prompt: 'a fox', size: '96x64', n: 2, seed: 1 }],
		['/local-ai', { model: 'stablediffusion', prompt: 'a fox', size: '96x64', n: 2, response_format: 'b64_json' }],
	])('%s paints several of the wanted size', async (path, body) => {
		const [one, two] = await picture(path, body);
		expect(decodePng(Buffer.from(one?.b64_json ?? '', 'base64'))).toMatchObject({ width: 96, height: 64 });
		expect(two?.b64_json).not.toBe(one?.b64_json);
	});

	test('LocalAI answers with an address unless base64 is asked for', async () => {
		const [one] = await picture('/local-ai', { model: 'stablediffusion', prompt: 'a fox|rain', size: '64x64' });
		expect((await fetch(one?.url ?? '')).headers.get('content-type')).toBe('image/png');
	});

	test('edits take a form with a picture', async () => {
		for (const [path, name] of [
			['/sd-cpp', 'image[]'],
			['/sd-cpp', 'image'],
			['/vllm-omni', 'image'],
		] as const) {
			const found = await send(`${path}/v1/images/edits`, { [name]: photo, prompt: 'in blue', size: '64x48' });
			const [one] = found.json().data;
			expect(decodePng(Buffer.from(one.b64_json, 'base64'))).toMatchObject({ width: 64, height: 48 });
		}
		expect((await send('/local-ai/v1/images/edits', { image: photo })).status).toBe(404);
		expect((await send('/sd-cpp/v1/images/edits', { prompt: 'x' })).text).toBe(
			'{"error":"at least one image[] required"}',
		);
	});

	test.each([
		['/sd-cpp', {}, 400, 'prompt required'],
		['/vllm-omni', { prompt: 'x', size: 'large' }, 422, 'WIDTHxHEIGHT'],
		['/vllm-omni', { prompt: 'x', response_format: 'url' }, 422, "Only 'b64_json'"],
		['/vllm-omni', { prompt: 'x', guidance_scale: 30 }, 422, 'less than or equal to 20'],
		['/local-ai', { prompt: 'x' }, 400, 'Bad Request'],
	])('%s refuses %j', async (path, body, status, words) => {
		expect(await refusal(`${path}/v1/images/generations`, body)).toEqual([status, expect.stringContaining(words)]);
	});
});

describe('reranking', () => {
	const body = { query: 'capital of France', documents: ['Berlin is big', 'Paris is the capital of France'] };
	const KEY = { authorization: 'Bearer key' };

	test.each([
		['/vllm-rerank/v1/rerank', {}],
		['/vllm-rerank/v2/rerank', { top_n: 0 }],
		['/vllm-rerank/rerank', {}],
		['/infinity/rerank', {}],
		['/llama-cpp-rerank/v1/reranking', {}],
		['/llama-cpp-rerank/rerank', {}],
		['/local-ai/v1/rerank', { model: 'jina-reranker-v1-base-en' }],
		['/cohere-rerank/v2/rerank', { model: 'rerank-v3.5' }],
	])('%s puts the answer first', async (path, more) => {
		const { results } = (await (await post(at(path), { ...body, ...more }, KEY)).json()) as { results: object[] };
		expect(results).toMatchObject([{ index: 1, relevance_score: expect.any(Number) }, { index: 0 }]);
	});

	test('llama.cpp answers texts as TEI does', async () => {
		const found = await (await post(at('/llama-cpp-rerank/rerank'), { query: 'x', texts: ['x', 'y'] })).json();
		expect(found).toMatchObject([{ index: 0, score: expect.any(Number) }, { index: 1 }]);
	});

	test.each([
		['/vllm-rerank/v1/rerank', { query: 'x', texts: ['y'] }, 422, '"loc":["body","documents"]'],
		['/vllm-rerank/v1/rerank', { query: 'x', documents: [{ text: 'y' }] }, 422, 'valid string'],
		['/infinity/rerank', { ...body, top_n: 0 }, 422, 'greater than 0'],
		['/infinity/v1/rerank', body, 404, 'Not Found'],
		['/infinity/rerank', { ...body, model: 'x' }, 400, 'Invalid model: Engine for model name `x` not found'],
		['/llama-cpp/rerank', body, 501, 'Start it with `--reranking`'],
		['/local-ai/v1/rerank', { ...body, model: 'jina-reranker-v1-base-en', top_n: 0 }, 422, 'top_n - should be'],
		['/cohere-rerank/v1/rerank', body, 401, 'no api key supplied'],
	])('%s refuses %j', async (path, wrong, status, words) => {
		expect(await refusal(path, wrong)).toEqual([status, expect.stringContaining(words)]);
	});
});
