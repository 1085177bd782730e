import type { IDataObject } from 'n8n-workflow';
import { useSandbox } from '../support/sandbox';
import { gets, posts, runAt, told, type Place } from './run';

const sandbox = useSandbox();

async function speak(place: Place, parameters: IDataObject = {}) {
	return await runAt(sandbox.current(), place, { operation: 'text-to-speech', text: 'Hello', parameters });
}

const SPEACHES = { path: '/speaches', model: 'speaches-ai/Kokoro-82M-v1.0-ONNX' };
const LOCAL_AI = { path: '/local-ai', model: 'tts-1' };

describe.each<[Place, IDataObject, string, string]>([
	[{ path: '/kokoro', model: 'kokoro' }, {}, 'audio/mpeg', 'mp3'],
	[{ path: '/kokoro/v1', model: 'kokoro' }, { voice: 'af_bella' }, 'audio/mpeg', 'mp3'],
	[{ path: '/kokoro/v1/audio/speech', model: 'kokoro' }, {}, 'audio/mpeg', 'mp3'],
	[SPEACHES, { voice: 'af_heart', speed: 1.5 }, 'audio/mpeg', 'mp3'],
	[LOCAL_AI, {}, 'audio/wav', 'wav'],
])('%j with %j', (place, parameters, mimeType, extension) => {
	it('returns the recording in the format of the server', async () => {
		const { json, items, error } = await speak(place, parameters);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ mimeType, fileName: `text-to-speech-1.${extension}`, fileSize: expect.any(Number) }]);
		expect(items[0]?.binary?.data).toMatchObject({ mimeType });
		expect(posts(sandbox.current()).at(-1)?.json).toMatchObject({ input: 'Hello', ...parameters });
	});
});

it('Voice and Speed are heard', async () => {
	const heard = async (parameters: IDataObject) => {
		const result = await speak(LOCAL_AI, parameters);
		const [item] = result.items;
		return item && (await result.bytes(item)).toString('latin1');
	};
	expect(await heard({ voice: 'anna', speed: 1.25 })).toContain('(anna, 1.25)');
});

it('the format may be chosen among the extra parameters', async () => {
	const options = { extraParameters: '{ "response_format": "wav" }' };
	const { json } = await runAt(
		sandbox.current(),
		{ path: '/kokoro/v1', model: 'kokoro' },
		{
			operation: 'text-to-speech',
			text: 'Hello',
			options,
		},
	);
	expect(json).toMatchObject([{ mimeType: 'audio/wav' }]);
});

it('generation parameters are not sent, and a hint says so', async () => {
	const result = await speak({ path: '/kokoro/v1', model: 'kokoro' }, { temperature: 0.5, doSample: true });
	expect(result.error).toBeUndefined();
	expect(told(result)).toEqual([
		expect.stringContaining("'Do Sample' was not sent: this server does not take it"),
		expect.stringContaining("'Temperature' was not sent: this server does not take it"),
	]);
});

it('the server is asked at most twice a run', async () => {
	const items = Array.from({ length: 5 }, () => ({ json: {} }));
	const task = { operation: 'text-to-speech', text: 'Hello' };
	const { error } = await runAt(sandbox.current(), LOCAL_AI, task, { items });
	expect(error).toBeUndefined();
	expect(gets(sandbox.current()).length).toBeLessThanOrEqual(2);
});

describe('a failure', () => {
	it('for want of a voice names the field', async () => {
		const { error } = await speak(SPEACHES);
		expect(error?.message).toContain('voice: Field required');
		expect(error?.description).toContain("Add 'Voice' to 'Model Parameters': this server requires one.");
	});

	it('of a wrong voice has the words of the server, which list the voices', async () => {
		const { error } = await speak({ path: '/kokoro/v1', model: 'kokoro' }, { voice: 'nobody' });
		expect(error?.message).toContain("Voice 'nobody' not found. Available voices: af_bella");
	});

	it('for want of a model lists those of the server, voices first', async () => {
		const { error } = await speak({ path: '/local-ai' });
		expect(error?.description).toContain("Set 'Served Model' in 'Options' to one of: tts-1, ");
	});
});
