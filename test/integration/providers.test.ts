import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { sampleFile } from '../sandbox';
import { runNode, type RunResult } from './support/engine';
import { useSandbox } from './support/sandbox';

const sandbox = useSandbox();

const file = (name: string, mimeType: string): INodeExecutionData => ({
	json: {},
	binary: { data: { data: (sampleFile(name) ?? Buffer.alloc(0)).toString('base64'), mimeType, fileName: name } },
});

const PHOTO = () => file('photo.png', 'image/png');
const SPEECH = () => file('speech.wav', 'audio/wav');
const TEXT = (): INodeExecutionData => ({ json: {} });

interface Cell {
	readonly task: string;
	readonly providers: readonly string[];
	readonly parameters: IDataObject;
	readonly item: () => INodeExecutionData;
	/** Media type of the file that must come out; absent: json alone. */
	readonly media?: RegExp;
	readonly key?: string;
}

const CELLS: readonly Cell[] = [
	{ task: 'text-to-image', providers: ['fal-ai', 'together', 'replicate', 'nscale', 'wavespeed', 'zai-org'], parameters: { prompt: 'a fox' }, item: TEXT, media: /^image\// },
	{ task: 'text-to-video', providers: ['fal-ai', 'novita', 'replicate', 'together', 'wavespeed'], parameters: { prompt: 'a fox' }, item: TEXT, media: /^video\// },
	{ task: 'image-to-image', providers: ['fal-ai', 'replicate', 'together', 'wavespeed'], parameters: { prompt: 'at night' }, item: PHOTO, media: /^image\// },
	{ task: 'image-to-video', providers: ['fal-ai', 'together', 'wavespeed'], parameters: { prompt: 'it moves' }, item: PHOTO, media: /^video\// },
	{ task: 'image-text-to-image', providers: ['fal-ai', 'wavespeed'], parameters: { prompt: 'at night' }, item: PHOTO, media: /^image\// },
	{ task: 'image-text-to-video', providers: ['fal-ai', 'wavespeed'], parameters: { prompt: 'at night' }, item: PHOTO, media: /^video\// },
	{ task: 'image-segmentation', providers: ['fal-ai'], parameters: {}, item: PHOTO, key: 'segments' },
	{ task: 'audio-to-audio', providers: ['fal-ai'], parameters: {}, item: SPEECH, key: 'outputs' },
	{ task: 'text-to-audio', providers: ['fal-ai'], parameters: { prompt: 'rain' }, item: TEXT, media: /^audio\// },
	{ task: 'image-to-text', providers: ['zai-org'], parameters: {}, item: PHOTO, key: 'generated_text' },
	{ task: 'automatic-speech-recognition', providers: ['fal-ai', 'replicate', 'deepinfra', 'together'], parameters: {}, item: SPEECH, key: 'text' },
	{ task: 'text-to-speech', providers: ['fal-ai', 'replicate', 'deepinfra', 'together'], parameters: { text: 'hello' }, item: TEXT, media: /^audio\// },
	{ task: 'feature-extraction', providers: ['deepinfra', 'scaleway', 'together'], parameters: { text: 'hello' }, item: TEXT, key: 'embedding' },
	{ task: 'text-generation', providers: ['deepinfra'], parameters: { prompt: 'Once upon a time' }, item: TEXT, key: 'generated_text' },
	{ task: 'chat-completion', providers: ['together', 'novita', 'cerebras', 'groq', 'fireworks-ai', 'zai-org', 'nscale', 'featherless-ai'], parameters: { prompt: 'Hello' }, item: TEXT, key: 'content' },
];

const results = new Map<string, RunResult>();

/** All cells at once: jobs that queue spend their time waiting. */
beforeAll(async () => {
	const runs = CELLS.flatMap((cell) => cell.providers.map(async (provider) => {
		results.set(`${cell.task} ${provider}`, await runCell(cell, provider));
	}));
	await Promise.all(runs);
}, 60_000);

async function runCell({ task, parameters, item }: Cell, provider: string): Promise<RunResult> {
	return await runNode({
		parameters: { operation: task, provider, model: { __rl: true, mode: 'id', value: `sandbox/${task}` }, options: { timeout: 50, includeMetadata: true }, ...parameters },
		items: [item()],
		credential: sandbox.credential(),
	});
}

describe.each(CELLS)('$task', ({ task, providers, media, key }) => {
	it.each(providers)('is served by %s through the router', (provider) => {
		const result = results.get(`${task} ${provider}`);
		expect(result?.error).toBeUndefined();
		const [item] = result?.items ?? [];
		expect(item?.json._meta).toMatchObject({ provider });
		if (media) expect(item?.binary?.data?.mimeType).toMatch(media);
		if (key) expect(item?.json).toHaveProperty(key);
	});
});
