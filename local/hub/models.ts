import type { LocalModel } from '../models';
import type { Question } from '../tasks/task';

/** A model of the Hub in ONNX, and what it is run for. */
export interface HubModel {
	/** The node's task. */
	readonly task: string;
	/** Its id on the Hub. */
	readonly id: string;
	/** The precision of the weights, as transformers.js names it. */
	readonly dtype: string;
	/** About how much is downloaded at its first use. */
	readonly megabytes: number;
	readonly licence: string;
}

/**
 * What is downloaded at its first use where the Hub can be reached. Most ids are those that transformers.js 4.3 takes by default
 * for the task; where that is large, a smaller one in wide use. Sizes are estimates from the number of weights: none was downloaded on the machine where this was written.
 */
export const HUB_MODELS: readonly HubModel[] = [
	row('automatic-speech-recognition', 'Xenova/whisper-tiny.en', 'q8', 45, 'Apache-2.0'),
	row('text-classification', 'Xenova/distilbert-base-uncased-finetuned-sst-2-english', 'q8', 70, 'Apache-2.0'),
	row('token-classification', 'Xenova/bert-base-NER', 'q8', 110, 'MIT'),
	row('fill-mask', 'Xenova/distilbert-base-uncased', 'q8', 70, 'Apache-2.0'),
	row('question-answering', 'Xenova/distilbert-base-cased-distilled-squad', 'q8', 70, 'Apache-2.0'),
	row('summarization', 'Xenova/distilbart-cnn-6-6', 'q8', 300, 'Apache-2.0'),
	row('translation', 'Xenova/t5-small', 'q8', 80, 'Apache-2.0'),
	row('image-classification', 'Xenova/vit-base-patch16-224', 'q8', 90, 'Apache-2.0'),
	row('image-segmentation', 'Xenova/detr-resnet-50-panoptic', 'q8', 50, 'Apache-2.0'),
	row('depth-estimation', 'onnx-community/depth-anything-v2-small', 'q8', 30, 'Apache-2.0'),
	row('image-to-text', 'Xenova/vit-gpt2-image-captioning', 'q8', 250, 'Apache-2.0'),
	row('text-to-speech', 'Xenova/mms-tts-eng', 'q8', 40, 'CC-BY-NC-4.0'),
	row('chat-completion', 'HuggingFaceTB/SmolLM2-135M-Instruct', 'q8', 140, 'Apache-2.0'),
];

function row(task: string, id: string, dtype: string, megabytes: number, licence: string): HubModel {
	return { task, id, dtype, megabytes, licence };
}

/** Where models of the Hub come from. The worker thread of transformers.js is started with it. */
export interface HubSource {
	/** The Hub's address, e.g. `https://huggingface.co`. */
	readonly endpoint: string;
	/** The folder that keeps what was downloaded. */
	readonly cache: string;
	readonly models: readonly HubModel[];
	/** Whether the Hub is out of reach, so that the cache has to do. */
	readonly isOffline: boolean;
}

/** What that thread is asked. */
export interface HubOrder {
	readonly task: string;
	readonly model: string;
	readonly inputs?: unknown;
	readonly parameters?: Readonly<Record<string, unknown>>;
	readonly root?: Readonly<Record<string, unknown>>;
	readonly file?: Uint8Array;
}

/** The Hub's models as this server's. */
export function hubModels(models: readonly HubModel[]): LocalModel[] {
	return models.map(({ task, id, licence, megabytes }) => ({
		id,
		engine: 'transformers',
		about: `from the Hub, about ${megabytes} MB at the first use`,
		licence,
		tasks: { [task]: async (question) => await asked(task, id, question) },
	}));
}

async function asked(task: string, model: string, { inputs, parameters, root, file, run }: Question): Promise<unknown> {
	const order: HubOrder = { task, model, inputs, parameters, root, ...(file !== undefined && { file }) };
	return await run(order);
}
