import type { IDataObject } from 'n8n-workflow';
import { sampleFile } from '../../../sandbox';
import { runNode, type RunOptions } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { fieldsOf, gets, itemWith, posts, runAt, told, type Place } from './run';

const sandbox = useSandbox();
const SAID = 'The quick brown fox jumps over the lazy dog.';
const speech = sampleFile('speech.wav') ?? Buffer.alloc(0);
const recording = itemWith('speech.wav', 'audio/wav');

async function hear(place: Place, parameters: IDataObject = {}, more: Partial<RunOptions> = {}) {
	const task = { operation: 'automatic-speech-recognition', ...parameters };
	return await runAt(sandbox.current(), place, task, { items: [recording], ...more });
}

const SPEACHES = 'Systran/faster-whisper-small';
/** Every program that transcribes, by its host alone. */
const HOSTS: readonly Place[] = [
	{ path: '/vllm-speech' },
	{ path: '/speaches', model: SPEACHES },
	{ path: '/local-ai', model: 'whisper-1' },
	{ path: '/whisper-cpp' },
	{ path: '/whisper-cpp-openai' },
];

describe.each([
	...HOSTS,
	{ path: '/vllm-speech/v1' },
	{ path: '/vllm-speech/v1/audio/transcriptions' },
	{ path: '/speaches/v1/', model: SPEACHES },
	{ path: '/local-ai/v1/audio/transcriptions', model: 'whisper-1' },
	{ path: '/whisper-cpp/inference' },
	{ path: '/whisper-cpp-openai/v1' },
	{ path: '/whisper-cpp-openai/v1/audio/transcriptions' },
])('the address $path', (place) => {
	it('transcribes with one upload, and at most two questions', async () => {
		const { json, error } = await hear(place);
		expect(error).toBeUndefined();
		expect(String(json[0]?.text).trim()).toBe(SAID);
		expect(posts(sandbox.current())).toHaveLength(1);
		expect(gets(sandbox.current()).length).toBeLessThanOrEqual(2);
		expect(posts(sandbox.current())[0]?.form?.files).toMatchObject([
			{ name: 'file', filename: 'speech.wav', type: 'audio/wav', size: speech.length },
		]);
	});
});

describe.each(HOSTS)('at $path', (place) => {
	it('several recordings are uploaded once each, and the server is asked once', async () => {
		const items = Array.from({ length: 5 }, () => recording);
		const { json, error } = await hear(place, {}, { items });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(5);
		expect(posts(sandbox.current())).toHaveLength(5);
		expect(gets(sandbox.current()).length).toBeLessThanOrEqual(2);
	});

	it('a recording is translated into English', async () => {
		for (const parameters of [
			{ parameters: { translate: true } },
			{ options: { extraParameters: '{ "task": "translate" }' } },
		]) {
			sandbox.current().requests.length = 0;
			const { json, error } = await hear(place, parameters);
			expect(error).toBeUndefined();
			expect(String(json[0]?.text).trim()).toBe(`[en] ${SAID}`);
			expect(posts(sandbox.current())).toHaveLength(1);
		}
	});

	it('the times of parts are chunks', async () => {
		const { json, error } = await hear(place, { parameters: { returnTimestamps: 'true' } });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ chunks: [{ text: SAID, timestamp: [0, expect.any(Number)] }] }]);
		expect(posts(sandbox.current())).toHaveLength(1);
	});

	it('the times of words are chunks, or a hint says that there are none', async () => {
		const result = await hear(place, { parameters: { returnTimestamps: 'word' } });
		const [item] = result.json as Array<{ chunks: object[] }>;
		const hasWords = place.path !== '/vllm-speech';
		expect(item?.chunks).toHaveLength(hasWords ? 9 : 1);
		expect(told(result).filter((hint) => hint.includes('times of words'))).toHaveLength(hasWords ? 0 : 1);
	});

	it('no parameter is lost without a word', async () => {
		const values: IDataObject = {
			doSample: true,
			earlyStopping: 'never',
			epsilonCutoff: 0.1,
			etaCutoff: 0.1,
			maxLength: 100,
			maxNewTokens: 50,
			minLength: 1,
			minNewTokens: 1,
			numBeamGroups: 1,
			numBeams: 3,
			penaltyAlpha: 0.5,
			temperature: 0.2,
			topK: 5,
			topP: 0.9,
			typicalP: 0.9,
			useCache: true,
		};
		const result = await hear(place, { parameters: values });
		expect(result.error).toBeUndefined();
		const sent = Object.keys(fieldsOf(posts(sandbox.current())[0]));
		const read: Readonly<Record<string, readonly string[]>> = {
			'/vllm-speech': ['maxNewTokens', 'numBeams', 'temperature', 'topK', 'topP'],
			'/whisper-cpp': ['numBeams', 'temperature'],
			'/whisper-cpp-openai': ['numBeams', 'temperature'],
		};
		const arrived = read[place.path] ?? ['temperature'];
		expect(sent).toContain('temperature');
		expect(told(result)).toHaveLength(Object.keys(values).length - arrived.length);
		expect(told(result).every((hint) => hint.includes('was not sent'))).toBe(true);
	});
});

describe('a stream', () => {
	const streamed = async (place: Place, parameters: IDataObject = {}) => {
		const pieces: string[] = [];
		const result = await hear(place, parameters, {
			onChunk: ({ type, content }) => {
				if (type === 'item') pieces.push(String(content));
			},
		});
		return { ...result, pieces };
	};

	it.each(HOSTS.slice(0, 3))('comes piece by piece from $path', async (place) => {
		const { json, error, pieces } = await streamed(place);
		expect(error).toBeUndefined();
		expect(pieces.length).toBeGreaterThan(3);
		expect(pieces.join('')).toBe(SAID);
		expect(json).toMatchObject([{ text: SAID }]);
		expect(fieldsOf(posts(sandbox.current())[0])).toMatchObject({ stream: 'true', response_format: 'json' });
	});

	it('comes as one piece from a server without one', async () => {
		const { pieces, error } = await streamed({ path: '/whisper-cpp' });
		expect(error).toBeUndefined();
		expect(pieces.join('').trim()).toBe(SAID);
	});

	it.each(HOSTS)('is not asked for with times, from $path', async (place) => {
		const { json, error, pieces } = await streamed(place, { parameters: { returnTimestamps: 'true' } });
		expect(error).toBeUndefined();
		expect(fieldsOf(posts(sandbox.current())[0])).not.toHaveProperty('stream');
		expect(pieces.join('').trim()).toBe(SAID);
		expect(json).toMatchObject([{ chunks: [{ text: SAID }] }]);
	});

	it('is switched off by Enable Streaming', async () => {
		const { pieces } = await streamed({ path: '/vllm-speech' }, { options: { enableStreaming: false } });
		expect(pieces).toEqual([]);
		expect(fieldsOf(posts(sandbox.current())[0])).not.toHaveProperty('stream');
	});
});

describe.each(['deepinfra', 'fal-ai', 'replicate', 'together'])(
	'a workflow that streams, at provider %s',
	(provider) => {
		it('gets the text once, as one piece', async () => {
			const pieces: string[] = [];
			const ends: string[] = [];
			const { json, error } = await runNode({
				parameters: {
					operation: 'automatic-speech-recognition',
					model: { __rl: true, mode: 'id', value: 'sandbox/automatic-speech-recognition' },
					provider,
				},
				items: [recording],
				credential: sandbox.credential(),
				onChunk: ({ type, content }) => {
					if (type === 'item') pieces.push(String(content));
					if (type === 'end') ends.push(type);
				},
			});
			expect(error).toBeUndefined();
			expect(String(json[0]?.text).trim()).toBe(SAID);
			expect(pieces.map((piece) => piece.trim())).toEqual([SAID]);
			expect(ends).toHaveLength(1);
		});
	},
);

describe('extra parameters', () => {
	it('are fields of the form', async () => {
		const extraParameters = '{ "language": "de", "prompt": "Köln", "response_format": "srt" }';
		const { json } = await hear({ path: '/speaches', model: SPEACHES }, { options: { extraParameters } });
		expect(fieldsOf(posts(sandbox.current())[0])).toMatchObject({ language: 'de', prompt: 'Köln' });
		expect(json).toMatchObject([{ text: expect.stringContaining('00:00:00,000 -->') }]);
	});
});

describe('a failure', () => {
	it('for want of a model lists those of the server, speech first', async () => {
		const { error } = await hear({ path: '/local-ai' });
		expect(error?.description).toContain("Set 'Served Model' in 'Options' to one of: whisper-1, ");
		expect(posts(sandbox.current())).toHaveLength(1);
	});

	it('of a model without times says what to remove', async () => {
		const { error } = await hear({ path: '/vllm-speech-plain' }, { parameters: { returnTimestamps: 'true' } });
		expect(error?.description).toContain(
			"This model returns no times: remove 'Return Timestamps' from 'Model Parameters'.",
		);
		expect(posts(sandbox.current())).toHaveLength(1);
	});

	it('of a file that whisper.cpp cannot read says what to do', async () => {
		const mp3 = {
			...recording,
			binary: { data: { data: Buffer.from('ID3\u0004\u0000abc').toString('base64'), mimeType: 'audio/mpeg' } },
		};
		const { error } = await hear({ path: '/whisper-cpp' }, {}, { items: [mp3] });
		expect(error?.description).toContain('convert it to WAV');
	});
});

describe('servers of Hugging Face', () => {
	it.each(['/toolkit/automatic-speech-recognition', '/hf-serve/automatic-speech-recognition'])(
		'are asked as before: %s',
		async (path) => {
			const { json, error } = await hear({ path });
			expect(error).toBeUndefined();
			expect(String(json[0]?.text).trim()).toBe(SAID);
			expect(posts(sandbox.current())[0]?.body.equals(speech)).toBe(true);
		},
	);

	it.each(['/toolkit/automatic-speech-recognition', '/hf-serve/automatic-speech-recognition'])(
		'translate by a generation parameter: %s',
		async (path) => {
			const { json, error } = await hear({ path }, { parameters: { translate: true } });
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ text: `[en] ${SAID}` }]);
		},
	);
});
