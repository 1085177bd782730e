import { HUB_TASKS } from '../hub';
import type { HubModel, HubOrder, HubSource } from '../hub/models';
import type { HubTools, Pipe, RawImage } from '../hub/task';
import { Refusal } from '../refusal';
import type { EngineContext, Load } from './engine';

interface Progress {
	readonly status: string;
	readonly file?: string;
	readonly progress?: number;
}
interface Library {
	readonly env: object;
	readonly RawImage: { fromBlob(blob: Blob): Promise<RawImage> };
	readonly TextStreamer: new (tokenizer: unknown, options: object) => unknown;
	pipeline(task: string, model: string, options: object): Promise<Pipe>;
}
interface Encoder {
	png(): { toBuffer(): Promise<Buffer> };
}
type Sharp = (data: Uint8Array, options: object) => Encoder;

/** Models in memory at a time; the one that was used longest ago goes. */
const MOST_LOADED = 2;
/** A line of progress for each step of this many percent. */
const STEP_PERCENT = 25;

/** transformers.js on the processor, with models of the Hub that are downloaded at their first use. */
export const load: Load = async (context) => {
	const { endpoint, cache, models, isOffline } = context.settings as HubSource;
	const library = (await context.import('@huggingface/transformers')) as Library;
	// The library reads HF_TOKEN by itself, and HF_ENDPOINT not at all; its own cache would be inside node_modules.
	// Its cache is laid out as a folder of local models, which works without a Hub.
	Object.assign(library.env, {
		remoteHost: `${endpoint}/`,
		cacheDir: cache,
		localModelPath: cache,
		allowLocalModels: isOffline,
		allowRemoteModels: !isOffline,
	});
	const pipes = new Map<string, Promise<Pipe>>();
	return async (input, send) => {
		const order = input as HubOrder;
		const model = models.find(({ id, task }) => id === order.model && task === order.task);
		const task = HUB_TASKS[order.task];
		if (model === undefined || task === undefined) throw new Refusal(404, `${order.model} does not do ${order.task}`);
		const pipe = await pipeOf(pipes, model, async () => await started(library, context, task.pipeline, model));
		return await task.answer(pipe, order, toolsOf(library, context, send));
	};
};

/** The pipeline of a model, loaded where it is not; a failure is not kept. */
async function pipeOf(pipes: Map<string, Promise<Pipe>>, { id }: HubModel, start: () => Promise<Pipe>): Promise<Pipe> {
	const pipe = pipes.get(id) ?? start();
	// Put in again, it is the youngest.
	pipes.delete(id);
	pipes.set(id, pipe);
	const [oldest] = pipes.keys();
	if (pipes.size > MOST_LOADED && oldest !== undefined) {
		const leaving = pipes.get(oldest);
		pipes.delete(oldest);
		await leaving?.then(async (loaded) => await loaded.dispose?.()).catch(() => undefined);
	}
	pipe.catch(() => pipes.delete(id));
	return await pipe;
}

async function started(library: Library, { say }: EngineContext, pipeline: string, model: HubModel): Promise<Pipe> {
	const told = new Map<string, number>();
	const progress = ({ status, file = '', progress: percent = 0 }: Progress): void => {
		const step = Math.floor(percent / STEP_PERCENT);
		if (status !== 'progress' || step <= (told.get(file) ?? 0)) return;
		told.set(file, step);
		say(`Downloading ${model.id}: ${file}, ${step * STEP_PERCENT} %`);
	};
	return await library.pipeline(pipeline, model.id, {
		dtype: model.dtype,
		device: 'cpu',
		progress_callback: progress,
	});
}

function toolsOf({ RawImage, TextStreamer }: Library, context: EngineContext, send: (part: unknown) => void): HubTools {
	return {
		picture: async (file) => await RawImage.fromBlob(new Blob([new Uint8Array(file)])),
		png: async ({ data, width, height, channels }) => {
			const sharp = context.require('sharp') as Sharp;
			return await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
		},
		streamer: (pipe, onText) =>
			new TextStreamer(pipe.tokenizer, { skip_prompt: true, skip_special_tokens: true, callback_function: onText }),
		send,
	};
}
