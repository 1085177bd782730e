import { isObject } from '../../json';
import { withParameters } from './arguments';
import { completions, embeddings } from './openAi';
import type { TaskQuirks } from './quirks';

/** Hugging Face's servers read these one level further down; Python's client sends every provider a flat list. */
const flat: TaskQuirks = {
	before: (args) =>
		withParameters(args, ({ generation_parameters: nested, ...others }) => ({
			...(isObject(nested) && nested),
			...others,
		})),
};

/** Hugging Face's schema has a list where the providers' schemas have one text. */
const oneNegativePrompt: TaskQuirks = {
	before: (args) =>
		withParameters(args, ({ negative_prompt: list, ...others }) => ({
			...others,
			negative_prompt: Array.isArray(list) ? list.join(', ') : list,
		})),
};

/** What holds for a task at every provider, by the task's name in the Hub's mapping. */
export const EVERYWHERE: Readonly<Record<string, TaskQuirks | undefined>> = {
	'automatic-speech-recognition': flat,
	// A parameter of TGI's alone.
	conversational: { unread: ['tool_prompt'] },
	'feature-extraction': embeddings,
	'image-to-text': flat,
	'text-generation': completions,
	'text-to-audio': flat,
	'text-to-speech': flat,
	'text-to-video': oneNegativePrompt,
};
