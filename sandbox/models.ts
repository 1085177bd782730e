import { sandboxTasks } from './catalogue';
import { SPECIAL_MODELS } from './chatFigures';
import type { Fields } from './values';
import { hash } from './words';

/** A model as the Hub lists it. */
export interface Model {
	id: string;
	task: string;
	isChat: boolean;
	providers: Fields;
	/** Seen by the owner's token alone. */
	isPrivate?: boolean;
}

/** For some tasks, real ids that the Hub recommends, the first one first: flows look real with them. */
const RECOMMENDED: Record<string, readonly string[]> = {
	'audio-classification': ['speechbrain/google_speech_command_xvector', 'MIT/ast-finetuned-audioset-10-10-0.4593'],
	'audio-to-audio': ['ResembleAI/resemble-enhance', 'speechbrain/sepformer-wham'],
	'automatic-speech-recognition': ['openai/whisper-large-v3', 'openai/whisper-large-v3-turbo'],
	'text-to-speech': ['KittenML/kitten-tts-nano-0.1', 'suno/bark', 'hexgrad/Kokoro-82M'],
	'image-classification': ['google/vit-base-patch16-224'],
	'image-segmentation': ['tue-mps/coco_panoptic_eomt_large_640', 'nvidia/segformer-b0-finetuned-ade-512-512'],
	'image-to-image': ['fal/AuraSR-v2', 'Qwen/Qwen-Image', 'black-forest-labs/FLUX.1-Kontext-dev'],
	'image-to-text': ['allenai/olmOCR-7B-0725', 'Salesforce/blip-image-captioning-large'],
	'image-text-to-text': ['HuggingFaceTB/SmolVLM-Instruct', 'zai-org/GLM-4.5V'],
	'image-text-to-image': ['black-forest-labs/FLUX.2-dev'],
	'image-text-to-video': ['Lightricks/LTX-Video'],
	'object-detection': ['facebook/detr-resnet-50'],
	'text-to-image': [
		'black-forest-labs/FLUX.1-Krea-dev',
		'black-forest-labs/FLUX.1-dev',
		'black-forest-labs/FLUX.1-schnell',
		'stabilityai/stable-diffusion-xl-base-1.0',
	],
	'text-to-video': ['tencent/HunyuanVideo', 'Wan-AI/Wan2.2-TI2V-5B'],
	'zero-shot-image-classification': ['visheratin/mexma-siglip', 'google/siglip-so400m-patch14-224'],
	'document-question-answering': ['impira/layoutlm-document-qa', 'impira/layoutlm-invoices'],
	'visual-question-answering': ['google/deplot', 'dandelin/vilt-b32-finetuned-vqa'],
	'feature-extraction': [
		'thenlper/gte-large',
		'facebook/bart-base',
		'BAAI/bge-small-en-v1.5',
		'intfloat/multilingual-e5-large',
	],
	'fill-mask': ['answerdotai/ModernBERT-large', 'distilroberta-base', 'google-bert/bert-base-uncased'],
	'question-answering': ['deepset/roberta-base-squad2'],
	'sentence-similarity': ['sentence-transformers/all-mpnet-base-v2', 'sentence-transformers/all-MiniLM-L6-v2'],
	summarization: ['facebook/bart-large-cnn'],
	'table-question-answering': ['microsoft/tapex-base', 'google/tapas-base-finetuned-wtq'],
	'text-classification': ['distilbert/distilbert-base-uncased-finetuned-sst-2-english'],
	'text-generation': [
		'google/gemma-2-2b-it',
		'mistralai/Mistral-Nemo-Instruct-2407',
		'meta-llama/Llama-3.1-8B-Instruct',
		'Qwen/Qwen2.5-7B-Instruct',
	],
	'text-ranking': ['cross-encoder/ms-marco-MiniLM-L6-v2'],
	'token-classification': ['dslim/bert-base-NER', 'FacebookAI/xlm-roberta-large-finetuned-conll03-english'],
	translation: ['facebook/nllb-200-1.3B', 'facebook/mbart-large-50-many-to-many-mmt', 'google-t5/t5-base'],
	'zero-shot-classification': ['facebook/bart-large-mnli'],
	'tabular-classification': ['scikit-learn/cancer-prediction-trees', 'scikit-learn/tabular-playground'],
	'tabular-regression': ['scikit-learn/Fish-Weight'],
	'depth-estimation': ['depth-anything/Depth-Anything-V2-Large'],
	'mask-generation': ['Zigeng/SlimSAM-uniform-50'],
	'zero-shot-object-detection': ['openmmlab-community/mm_grounding_dino_large_all'],
	'video-classification': ['google/vivit-b-16x2-kinetics400'],
	'image-to-video': ['Lightricks/LTX-Video-0.9.7-dev'],
	'image-feature-extraction': ['timm/vit_large_patch14_dinov2.lvd142m'],
};

/** Providers beside hf-inference, for the tasks that they are known for. */
const PROVIDERS: Record<string, readonly string[]> = {
	'text-to-image': ['fal-ai', 'together', 'replicate', 'nscale', 'wavespeed', 'zai-org', 'deepinfra'],
	'text-to-video': ['fal-ai', 'novita', 'replicate', 'together', 'wavespeed'],
	'image-to-image': ['fal-ai', 'replicate', 'together', 'wavespeed'],
	'image-to-video': ['fal-ai', 'together', 'wavespeed'],
	'image-text-to-image': ['fal-ai', 'wavespeed'],
	'image-text-to-video': ['fal-ai', 'wavespeed', 'novita'],
	'image-segmentation': ['fal-ai'],
	'audio-to-audio': ['fal-ai'],
	'text-to-audio': ['fal-ai'],
	'image-to-text': ['zai-org'],
	'automatic-speech-recognition': ['fal-ai', 'replicate', 'deepinfra', 'together'],
	'text-to-speech': ['fal-ai', 'replicate', 'deepinfra', 'together'],
	'feature-extraction': ['deepinfra', 'scaleway', 'together'],
	'text-generation': ['featherless-ai', 'together', 'deepinfra', 'groq', 'novita', 'ovhcloud', 'scaleway'],
};

const CHAT_PROVIDERS = [
	'together',
	'novita',
	'cerebras',
	'groq',
	'fireworks-ai',
	'zai-org',
	'nscale',
	'featherless-ai',
	'baseten',
	'cohere',
	'deepinfra',
	'ovhcloud',
	'publicai',
	'scaleway',
];
const CHAT_TASKS = new Set(['chat-completion', 'image-text-to-text', 'text-generation', 'conversational']);

/** The one model that the official client knows by its name. */
const NOVITA_VIDEO = 'MiniMax-H3';

function idAt(provider: string, id: string, task: string): string {
	if (provider === 'novita' && task === 'image-text-to-video') return NOVITA_VIDEO;
	return provider === 'hf-inference' ? id : `${provider}/${id}`.toLowerCase();
}

function entry(provider: string, id: string, task: string): [string, Fields] {
	const providerId = idAt(provider, id, task);
	return [provider, { status: 'live', providerId, task, isModelAuthor: false }];
}

function providersOf(id: string, task: string, isChat: boolean): Fields {
	const own = task === 'chat-completion' || task === 'image-text-to-text' ? 'conversational' : task;
	const others = (PROVIDERS[task] ?? []).map((provider) => entry(provider, id, own));
	const chat = isChat ? CHAT_PROVIDERS.map((provider) => entry(provider, id, 'conversational')) : [];
	return Object.fromEntries([entry('hf-inference', id, own), ...others, ...chat]);
}

function modelOf(id: string, task: string): Model {
	const isChat = CHAT_TASKS.has(task);
	return { id, task, isChat, providers: providersOf(id, task, isChat) };
}

/** On the Hub a chat model's own task is text generation. */
export function pipelineTagOf(model: Model): string {
	return model.task === 'chat-completion' ? 'text-generation' : model.task;
}

/** The ids that the Hub recommends for a task. */
export function recommendedFor(task: string): readonly string[] {
	return RECOMMENDED[task] ?? [];
}

const listed: Model[] = sandboxTasks.flatMap(({ id }) =>
	[...recommendedFor(id), `sandbox/${id}`].map((name) => modelOf(name, id)),
);

export const unserved: Model = { id: 'sandbox/unserved', task: 'text-classification', isChat: false, providers: {} };

const ownModel: Model = {
	id: 'sandbox/my-own-classifier',
	task: 'text-classification',
	isChat: false,
	providers: {},
	isPrivate: true,
};

/** The router's models with figures of their own, at the providers that serve them. */
const chatModels = SPECIAL_MODELS.map(({ id, providers }): Model => ({
	id,
	task: 'chat-completion',
	isChat: true,
	providers: Object.fromEntries(
		providers.map(({ provider, status }) => {
			const [name, mapping] = entry(provider, id, 'conversational');
			return [name, { ...mapping, status }];
		}),
	),
}));

export const models: readonly Model[] = [...listed, ...chatModels, unserved, ownModel];

/** A model by its id. A `-fault-...` at its end is not part of the name. */
export function findModel(id: string): Model | undefined {
	const known = models.find((model) => model.id === id);
	if (known !== undefined) return known;
	const fault = /^sandbox\/(?:(.+)-)?fault-[\w-]+$/.exec(id);
	return fault === null ? undefined : modelOf(id, fault[1] ?? 'text-classification');
}

/** Figures that a model list shows, the same ones each time. */
export function figuresOf(id: string): { downloads: number; likes: number; trendingScore: number; day: number } {
	const code = hash(id);
	return {
		downloads: code % 900_000,
		likes: (code >>> 7) % 3000,
		trendingScore: (code >>> 11) % 100,
		day: (code >>> 5) % 700,
	};
}
