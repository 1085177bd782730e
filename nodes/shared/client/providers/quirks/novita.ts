import { isObject, type JsonObject, type JsonValue } from '../../json';
import { atRoute } from './openAi';
import type { Quirks } from './quirks';

/** A finished video: one protocol lists them, the other has one under `task.content`. */
function video({ task, videos, images, audios, ...others }: JsonObject): JsonValue {
	const content = isObject(task) ? task.content : undefined;
	const lists = Object.entries({ images, audios }).filter(([, list]) => Array.isArray(list) && list.length > 0);
	return {
		...others,
		...Object.fromEntries(lists),
		...(videos !== undefined && { videos }),
		...(content !== undefined && { video: content }),
	};
}

/** Source: huggingface_hub, `novita.py`; huggingface.js, `novita.ts`. */
export const novita: Quirks = {
	tasks: {
		'image-text-to-video': {
			dropped: ['guidance_scale', 'negative_prompt', 'num_inference_steps', 'seed'],
			read: video,
		},
		'text-generation': { after: atRoute(/\/chat\/completions$/, '/completions') },
		'text-to-video': { read: video },
	},
};
