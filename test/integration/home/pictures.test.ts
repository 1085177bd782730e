import type { IDataObject } from 'n8n-workflow';
import { omit } from '../../../nodes/shared/client/json';
import { sampleFile } from '../../../sandbox';
import { decodePng } from '../../../sandbox/media/png';
import type { RunResult } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { fieldsOf, itemWith, posts, runAt, told, type Place } from './run';

const sandbox = useSandbox();
const photo = sampleFile('photo.png') ?? Buffer.alloc(0);

const LOCAL_AI: Place = { path: '/local-ai', model: 'stablediffusion' };
const PLACES: readonly Place[] = [LOCAL_AI, { path: '/sd-cpp' }, { path: '/vllm-omni' }];

async function paint(place: Place, parameters: IDataObject = {}): Promise<RunResult> {
	return await runAt(sandbox.current(), place, { operation: 'text-to-image', prompt: 'a fox', parameters });
}

async function edit(place: Place, parameters: IDataObject = {}, prompt = 'in blue'): Promise<RunResult> {
	const task = { operation: 'image-to-image', prompt, parameters };
	return await runAt(sandbox.current(), place, task, { items: [itemWith('photo.png', 'image/png')] });
}

async function sizeOf(result: RunResult): Promise<object | undefined> {
	const [item] = result.items;
	const picture = item && decodePng(await result.bytes(item));
	return picture && { width: picture.width, height: picture.height };
}

describe.each([...PLACES, ...PLACES.map(({ path, model }) => ({ path: `${path}/v1`, model }))])('at $path', (place) => {
	it('an image is made in the wanted size', async () => {
		const result = await paint(place, { width: 96, height: 64 });
		expect(result.error).toBeUndefined();
		expect(result.json).toMatchObject([{ mimeType: 'image/png', fileName: 'text-to-image-1.png' }]);
		expect(await sizeOf(result)).toEqual({ width: 96, height: 64 });
		expect(posts(sandbox.current()).at(-1)?.json).toMatchObject({ size: '96x64', response_format: 'b64_json' });
	});

	it('an image is edited in the wanted size, with one upload', async () => {
		const result = await edit(place, { targetSize: { size: { width: 64, height: 48 } } });
		expect(result.error).toBeUndefined();
		expect(result.json).toMatchObject([{ mimeType: 'image/png', fileName: 'image-to-image-1.png' }]);
		expect(await sizeOf(result)).toEqual({ width: 64, height: 48 });
		const [request, ...others] = posts(sandbox.current());
		expect(others).toEqual([]);
		const isForm = !place.path.startsWith('/local-ai');
		if (isForm)
			expect(request?.form?.files).toMatchObject([
				{ name: 'image', filename: 'photo.png', type: 'image/png', size: photo.length },
			]);
		else expect(request?.json).toMatchObject({ file: photo.toString('base64'), prompt: 'in blue' });
	});
});

const EVERY = { guidanceScale: 4, negativePrompt: 'rain', numInferenceSteps: 20, seed: 7 };
const LABELS: Readonly<Record<string, string>> = {
	guidanceScale: 'Guidance Scale',
	negativePrompt: 'Negative Prompt',
	numInferenceSteps: 'Number of Inference Steps',
	seed: 'Seed',
};

describe.each<[Place, readonly string[]]>([
	[LOCAL_AI, ['guidanceScale']],
	[{ path: '/sd-cpp' }, Object.keys(EVERY)],
	[{ path: '/vllm-omni' }, []],
])('no parameter is lost without a word at %j', (place, unread) => {
	it('for a new image', async () => {
		const result = await paint(place, EVERY);
		expect(result.error).toBeUndefined();
		expect(told(result)).toEqual(unread.map((name) => expect.stringContaining(`'${LABELS[name]}' was not sent`)));
	});

	it('for an edited image', async () => {
		const others = omit(EVERY, 'seed');
		const result = await edit(place, others);
		expect(result.error).toBeUndefined();
		const missing = unread.filter((name) => name !== 'seed');
		expect(told(result)).toEqual(missing.map((name) => expect.stringContaining(`'${LABELS[name]}' was not sent`)));
	});
});

it('seed, steps, guidance and negative prompt change an image of vLLM-Omni', async () => {
	const bytesWith = async (parameters: IDataObject) => {
		const result = await paint({ path: '/vllm-omni' }, parameters);
		const [item] = result.items;
		return item && (await result.bytes(item)).toString('base64');
	};
	const all = await Promise.all(
		[{}, ...Object.entries(EVERY).map(([name, value]) => ({ [name]: value }))].map(bytesWith),
	);
	expect(new Set(all).size).toBe(5);
});

it('the negative prompt stands behind the prompt at LocalAI', async () => {
	await paint(LOCAL_AI, { negativePrompt: 'rain' });
	expect(posts(sandbox.current()).at(-1)?.json).toMatchObject({ prompt: 'a fox|rain' });
});

it('further fields of vLLM-Omni are part of the form of an edit', async () => {
	await edit({ path: '/vllm-omni/v1' }, { guidanceScale: 4, negativePrompt: 'rain' });
	expect(fieldsOf(posts(sandbox.current())[0])).toMatchObject({ guidance_scale: '4', negative_prompt: 'rain' });
});

it('several images are several files', async () => {
	const { json, items, error } = await runAt(
		sandbox.current(),
		{ path: '/sd-cpp/v1' },
		{
			operation: 'text-to-image',
			prompt: 'a fox',
			options: { extraParameters: '{ "n": 2 }' },
		},
	);
	expect(error).toBeUndefined();
	expect(Object.keys(items[0]?.binary ?? {})).toEqual(['data_0', 'data_1']);
	expect(json).toMatchObject([{ files: [{ field: 'data_0' }, { field: 'data_1' }] }]);
});

describe('a failure', () => {
	it('for want of a prompt names the field', async () => {
		for (const path of ['/sd-cpp', '/vllm-omni']) {
			const { error } = await edit({ path }, {}, '');
			expect(error?.description).toContain("Write a prompt in 'Prompt': this server requires one.");
		}
	});

	it('for a width without a height says so before any request', async () => {
		const { error } = await paint({ path: '/sd-cpp/v1' }, { width: 96 });
		expect(error?.message).toContain("'Width' and 'Height' only together");
		expect(posts(sandbox.current())).toEqual([]);
	});

	it('for want of a model lists those of the server, pictures first', async () => {
		const { error } = await paint({ path: '/local-ai' });
		expect(error?.description).toContain("Set 'Served Model' in 'Options' to one of: stablediffusion, ");
	});
});
