import { isObject, omit, type JsonObject, type JsonValue } from '../../json';
import { withTargetSize } from './arguments';
import { transcriptions } from './openAi';
import type { Quirks, TaskQuirks } from './quirks';

/** Source: Together's reference of `/v1/images/generations`. */
const IMAGE_PARAMETERS = [
	'disable_safety_checker',
	'guidance_scale',
	'height',
	'image_loras',
	'image_url',
	'n',
	'negative_prompt',
	'num_inference_steps',
	'output_format',
	'prompt',
	'reference_images',
	'response_format',
	'seed',
	'steps',
	'target_size',
	'width',
];

/** Source: Together's reference of `/v2/videos`. */
const filmed: TaskQuirks = {
	documented: [
		'fps',
		'frame_images',
		'generate_audio',
		'guidance_scale',
		'height',
		'media',
		'negative_prompt',
		'num_inference_steps',
		'output_format',
		'output_quality',
		'prompt',
		'ratio',
		'reference_images',
		'resolution',
		'seconds',
		'seed',
		'steps',
		'target_size',
		'width',
	],
	read: ({ outputs, ...others }: JsonObject): JsonValue => ({
		...omit(others, 'status', 'inputs', 'error', 'info'),
		...(isObject(outputs) && outputs),
	}),
};

/** Source: huggingface_hub, `together.py`, and Together's reference. */
export const together: Quirks = {
	tasks: {
		'automatic-speech-recognition': transcriptions('timestamp_granularities', [
			'diarize',
			'max_speakers',
			'min_speakers',
		]),
		'image-to-image': {
			// The route is that of text to image, which reads width and height.
			before: (args) => withTargetSize(args, ({ width, height }) => ({ width, height })),
			documented: IMAGE_PARAMETERS,
		},
		'image-to-video': filmed,
		'text-to-image': { documented: IMAGE_PARAMETERS },
		'text-to-speech': {
			documented: ['language', 'response_encoding', 'response_format', 'sample_rate', 'stream', 'voice'],
		},
		'text-to-video': filmed,
	},
	job: { pending: { key: 'status', words: ['queued', 'in_progress'] } },
	failure: ({ status, info }) =>
		status === 'failed' && isObject(info) && info.errors ? JSON.stringify(info.errors) : undefined,
};
