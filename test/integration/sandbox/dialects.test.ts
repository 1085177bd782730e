import { sampleFile } from '../../../sandbox';
import { ask, post, postFile, useSandbox } from './helpers';

const sandbox = useSandbox();
const at = (path: string) => sandbox().url + path;
const photo = sampleFile('photo.png') ?? Buffer.alloc(0);
const speech = sampleFile('speech.wav') ?? Buffer.alloc(0);
const inJson = { inputs: photo.toString('base64'), parameters: {} };

async function words(response: Promise<Response>): Promise<[number, string]> {
	const { status, text } = await response.then(async (one) => ({ status: one.status, text: await one.text() }));
	return [status, text];
}

describe('toolkit', () => {
	test.each([
		'audio/mp3',
		'audio/mp4',
		'application/octet-stream',
		'video/mp4',
		'image/PNG',
		'audio/webm; codecs=opus',
	])('refuses the type %s', async (type) => {
		const [status, text] = await words(postFile(at('/toolkit/image-classification'), photo, type));
		expect(status).toBe(400);
		expect(text).toContain(`Content type \\"${type}\\" not supported.`);
	});

	test('compares Accept and the JSON type whole', async () => {
		const url = at('/toolkit/text-classification');
		expect((await words(post(url, { inputs: 'x' }, { accept: 'application/json, text/plain, */*' })))[1]).toContain(
			'Accept type',
		);
		expect((await post(url, { inputs: 'x' }, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(400);
		expect((await post(url, { inputs: 'x' }, { accept: 'image/png' })).status).toBe(400);
	});

	test('answers pictures as bytes or as a JSON string of base64', async () => {
		const url = at('/toolkit/text-to-image');
		expect((await post(url, { inputs: 'x' }, { accept: 'image/png' })).headers.get('content-type')).toBe('image/png');
		expect(await ask(url, { inputs: 'x' }, { accept: '*/*' })).toMatch(/^iVBOR/);
		expect((await post(url, { inputs: 'x', parameters: { width: 64, height: 32 } })).status).toBe(400);
	});

	test.each([
		['summarization', { generate_parameters: {} }, "['generate_parameters']"],
		['text-generation', { stop: ['a'], seed: 1 }, "['stop', 'seed']"],
		['text-generation', { watermark: false }, "['watermark']"],
		[
			'text-to-speech',
			{ temperature: 1 },
			"TextToAudioPipeline._sanitize_parameters() got an unexpected keyword argument 'temperature'",
		],
	])('%s refuses %j', async (task, parameters, text) => {
		const [status, found] = await words(post(at(`/toolkit/${task}`), { inputs: 'x', parameters }));
		expect(status).toBe(400);
		expect(found).toContain(text);
	});

	test('JSON audio needs the key parameters, and plain base64', async () => {
		const url = at('/toolkit/automatic-speech-recognition');
		const inputs = speech.toString('base64');
		expect((await words(post(url, { inputs })))[1]).toContain('File name too long');
		expect(await ask(url, { inputs, parameters: {} })).toEqual({
			text: 'The quick brown fox jumps over the lazy dog.',
		});
		expect((await post(url, { inputs: `data:audio/wav;base64,${inputs}`, parameters: {} })).status).toBe(400);
	});

	test('questions to pictures stand beside the picture', async () => {
		const url = at('/toolkit/visual-question-answering');
		const question = 'What colour is the sky?';
		expect((await post(url, { ...inJson, question, image: inJson.inputs })).status).toBe(400);
		expect(await ask(url, { inputs: { image: inJson.inputs, question }, parameters: { top_k: 1 } })).toMatchObject([
			{ answer: 'blue' },
		]);
	});

	test('has shapes of its own', async () => {
		expect(await ask(at('/toolkit/text-classification'), { inputs: ['good', 'bad'] })).toMatchObject([
			{ label: 'POSITIVE' },
			{ label: 'NEGATIVE' },
		]);
		expect(await ask(at('/toolkit/feature-extraction'), { inputs: 'two words' })).toMatchObject([
			[{ length: 384 }, { length: 384 }],
		]);
		expect(await ask(at('/toolkit/sentence-embeddings'), { inputs: ['a', 'b'] })).toMatchObject({
			embeddings: [{ length: 384 }, {}],
		});
		expect(await ask(at('/toolkit/token-classification'), { inputs: 'I am Sarah' })).toMatchObject([
			{ entity: 'B-PER', index: 3 },
		]);
		expect((await words(postFile(at('/toolkit/depth-estimation'), photo, 'image/png')))[1]).toContain('Tensor');
	});
});

describe('hf-serve', () => {
	test('sends media on with 307', async () => {
		const response = await postFile(at('/hf-serve/image-classification'), photo, 'image/png');
		expect([response.status, response.headers.get('location')]).toEqual([
			307,
			'/hf-serve/image-classification/predict-file',
		]);
		expect(await ask(at('/hf-serve/image-classification'), inJson)).toMatchObject({
			results: [{ label: 'sky' }, {}, {}, {}, {}],
		});
	});

	test('wants an exact picture type, strings, and its own choices', async () => {
		expect((await post(at('/hf-serve/text-to-image'), { inputs: 'x' }, { accept: '*/*' })).status).toBe(406);
		const list = await ask(at('/hf-serve/text-classification'), { inputs: ['x', 'y'] });
		expect(list).toMatchObject({
			detail: [{ msg: 'Input should be a valid string', loc: ['body', 'inputs'] }],
			body: { inputs: ['x', 'y'] },
		});
		const parameters = { function_to_apply: 'none' };
		expect((await post(at('/hf-serve/image-classification'), { ...inJson, parameters })).status).toBe(422);
		expect(await words(postFile(at('/hf-serve/text-classification'), photo, 'image/png'))).toEqual([
			500,
			'Internal Server Error',
		]);
	});
});

describe('community images', () => {
	test('take audio raw alone, and JPEG where nothing else is asked for', async () => {
		const audio = await words(
			post(at('/community/audio-classification'), { inputs: speech.toString('base64'), parameters: {} }),
		);
		expect(audio).toEqual([400, '{"error":"Malformed soundfile"}']);
		expect((await post(at('/community/text-to-image'), { inputs: 'x' })).headers.get('content-type')).toBe(
			'image/jpeg',
		);
		expect(
			(await post(at('/community/text-to-image'), { inputs: 'x' }, { accept: 'image/png' })).headers.get(
				'content-type',
			),
		).toBe('image/png');
	});

	test('check parameters and inputs', async () => {
		const long = await ask(at('/community/summarization'), { inputs: 'x', parameters: { max_length: 2000 } });
		expect(long).toEqual({
			error: ['Input should be less than or equal to 500: received `max_length` in `parameters`'],
		});
		expect(
			(await post(at('/community/table-question-answering'), { inputs: { question: 'x', table: {} } })).status,
		).toBe(400);
		expect((await post(at('/community/text-classification'), { inputs: ['a', 'b'] })).status).toBe(400);
		expect((await post(at('/community/conversational'), { inputs: { text: 'a' } })).status).toBe(400);
	});
});

describe('TGI', () => {
	test.each([
		[{ top_p: 1 }, '`top_p` must be > 0.0 and < 1.0'],
		[{ temperature: 0 }, '`temperature` must be strictly positive'],
		[{ stop: ['a', 'b', 'c', 'd', 'e'] }, '`stop` supports up to 4 stop sequences. Given: 5'],
	])('refuses %j', async (parameters, text) => {
		const found = await words(post(at('/tgi'), { inputs: 'x', parameters }));
		expect(found).toEqual([
			422,
			JSON.stringify({ error: `Input validation error: ${text}`, error_type: 'validation' }),
		]);
	});

	test('refuses lists and null in plain text', async () => {
		expect((await words(post(at('/tgi'), { inputs: ['x'] })))[1]).toMatch(
			/^Failed to deserialize .*inputs: invalid type: sequence, expected a string/,
		);
		expect((await post(at('/tgi'), { inputs: 'x', parameters: null })).status).toBe(422);
	});

	test('has a response_format of its own', async () => {
		const url = at('/tgi/v1/chat/completions');
		const messages = [{ role: 'user', content: 'Sarah is 31' }];
		const schema = { type: 'object', properties: { age: { type: 'integer' } } };
		const refused = await words(
			post(url, { messages, response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }),
		);
		expect(refused).toEqual([422, expect.stringContaining('response_format: missing field `value`')]);
		const found = await ask(url, { messages, response_format: { type: 'json_object', value: schema } });
		expect(found).toMatchObject({ choices: [{ message: { content: '{"age":31}' } }] });
	});

	test('answers with a list at the root, an object at /generate, and tells of itself', async () => {
		expect(await ask(at('/tgi'), { inputs: 'x' })).toMatchObject([{ generated_text: expect.stringMatching(/^x/) }]);
		expect(await ask(at('/tgi/generate'), { inputs: 'x' })).toMatchObject({ generated_text: expect.any(String) });
		expect(await (await fetch(at('/tgi/info'))).json()).toMatchObject({ model_pipeline_tag: 'text-generation' });
	});
});

describe('TEI', () => {
	test('takes two texts for one pair, and no longer list', async () => {
		const url = at('/tei/classifier');
		expect(await ask(url, { inputs: ['good', 'bad'] })).toMatchObject([
			{ label: expect.any(String) },
			{ score: expect.any(Number) },
		]);
		expect((await words(post(url, { inputs: ['a', 'b', 'c'] })))[1]).toContain(
			'invalid length 3, expected a string, a pair of strings',
		);
		expect(await ask(url, { inputs: [['good'], ['bad']] })).toMatchObject([
			[{ label: 'POSITIVE' }, {}],
			[{ label: 'NEGATIVE' }, {}],
		]);
	});

	test('embeds lists up to its batch size', async () => {
		expect(await ask(at('/tei/embeddings'), { inputs: 'one' })).toMatchObject([{ length: 384 }]);
		const [status, text] = await words(post(at('/tei/embeddings'), { inputs: Array<string>(33).fill('x') }));
		expect([status, text]).toEqual([
			413,
			'{"error":"batch size 33 > maximum allowed batch size 32","error_type":"validation"}',
		]);
	});

	test('reads query and texts at the root', async () => {
		const body = { query: 'capital of France', texts: ['Berlin', 'Paris is the capital of France'], return_text: true };
		expect(await ask(at('/tei/reranker'), { ...body, inputs: {} })).toMatchObject([
			{ index: 1, text: body.texts[1] },
			{ index: 0 },
		]);
		expect((await post(at('/tei/reranker'), { inputs: body })).status).toBe(422);
	});
});

describe('a server at home', () => {
	const messages = [{ role: 'user', content: 'Hello' }];

	test('wants the name of one of its models', async () => {
		const url = at('/openai/v1/chat/completions');
		expect((await post(url, { messages })).status).toBe(400);
		expect(await words(post(url, { messages, model: 'dummy' }))).toEqual([
			404,
			expect.stringContaining('The model `dummy` does not exist.'),
		]);
		expect((await post(url, { messages, model: 'sandbox/chat' })).status).toBe(200);
		expect((await post(at('/openai-one/v1/chat/completions'), { messages })).status).toBe(200);
		expect(await (await fetch(at('/openai/v1/models'))).json()).toMatchObject({
			data: [{ id: 'sandbox/chat' }, { id: 'sandbox/embed' }],
		});
	});

	test("embeds in OpenAI's form, as floats or packed", async () => {
		const url = at('/openai/v1/embeddings');
		const floats = await ask(url, { model: 'sandbox/embed', input: ['a', 'b'] });
		expect(floats).toMatchObject({ data: [{ index: 0, embedding: { length: 384 } }, { index: 1 }] });
		const packed = await ask(url, { model: 'sandbox/embed', input: 'a', encoding_format: 'base64' });
		expect(packed).toMatchObject({ data: [{ embedding: expect.any(String) }] });
	});
});
