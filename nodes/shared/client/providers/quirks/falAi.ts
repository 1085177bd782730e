import { isObject, omit, type JsonObject, type JsonValue } from '../../json';
import { hoisted, withParameters, withSize, withTargetSize } from './arguments';
import type { Arguments, Quirks, TaskQuirks } from './quirks';

/**
 * Types that fal's decoder knows, under all the names in use. Source: huggingface.js, `fal-ai.ts`, tried against
 * `fal-ai/whisper`.
 */
const AUDIO_TYPES = ['audio/mpeg', 'audio/mp3', 'audio/wav', 'audio/wave', 'audio/x-wav', 'audio/webm', 'video/webm'];

/** Python's client labels every recording so: fal reads the bytes, and refuses labels that it does not know. */
const ANY_AUDIO = 'audio/mpeg';

function labelled(args: Arguments): Arguments {
	const { inputs } = args;
	if (!(inputs instanceof Blob) || AUDIO_TYPES.includes(inputs.type)) return args;
	return { ...args, inputs: inputs.slice(0, inputs.size, ANY_AUDIO) };
}

/** Source: huggingface_hub, `FalAIImageToImageTask`. */
const edited: TaskQuirks = {
	before: (args) => withTargetSize(args, (size) => ({ image_size: size })),
};

/** fal's models for video take a resolution or an aspect ratio, and no size in pixels. */
const filmed: TaskQuirks = { unread: ['target_size'] };

/** Times by part or by word, and a translation, as `fal-ai/whisper` names them in its schema. */
const heard: TaskQuirks = {
	before: (args) =>
		hoisted(
			withParameters(labelled(args), ({ return_timestamps: times, translate, ...others }) => ({
				chunk_level: times === undefined ? undefined : times === true ? 'segment' : times === false ? 'none' : times,
				task: translate === true ? 'translate' : undefined,
				...others,
			})),
		),
	documented: [
		'batch_size',
		'chunk_level',
		'diarize',
		'language',
		'num_speakers',
		'prompt',
		'return_timestamps',
		'task',
		'translate',
		'version',
	],
};

/** fal gives one mask without a name or a score. Source: both official clients name it so. */
function mask({ image, ...others }: JsonObject): JsonValue {
	if (!isObject(image) || typeof image.url !== 'string') return { ...others, ...(image !== undefined && { image }) };
	return [{ label: 'mask', score: 1, mask: image.url, ...omit(image, 'url'), ...others }];
}

function sound({ audio, text, ...others }: JsonObject): JsonValue {
	const label = typeof text === 'string' && text !== '' ? text : 'speech';
	if (!isObject(audio) || typeof audio.url !== 'string') return { ...others, audio: audio ?? null, label };
	return [{ label, blob: audio.url, ...omit(audio, 'url'), ...others }];
}

/** Source: huggingface_hub, `fal_ai.py`, and fal's pages of its queue. */
export const falAi: Quirks = {
	tasks: {
		'audio-to-audio': { before: (args) => hoisted(labelled(args)), read: sound },
		'automatic-speech-recognition': heard,
		'image-segmentation': { read: mask },
		'image-text-to-image': edited,
		'image-text-to-video': filmed,
		'image-to-image': edited,
		'image-to-video': filmed,
		'text-to-image': {
			before: (args) => withSize(args, (width, height) => ({ image_size: { width, height } })),
		},
	},
	job: {
		cancelling: {
			method: 'PUT',
			address: ({ response_url: url }) => (typeof url === 'string' ? `${url}/cancel` : undefined),
			// 202 with CANCELLATION_REQUESTED leaves it to the model whether it stops.
			isConfirmed: (status, answer) => status === 200 && isObject(answer) && answer.status === 'OK',
		},
	},
};
