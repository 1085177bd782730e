import { withSize } from './arguments';
import { transcriptions } from './openAi';
import type { Quirks } from './quirks';

/** Source: DeepInfra's pages of OpenAI's protocol, e.g. its models' `/api` pages for images. */
export const deepinfra: Quirks = {
	tasks: {
		'automatic-speech-recognition': transcriptions('timestamp_granularities[]', []),
		'text-to-image': {
			before: (args) => withSize(args, (width, height) => ({ size: `${width}x${height}` })),
			documented: ['height', 'n', 'quality', 'response_format', 'size', 'style', 'user', 'width'],
		},
		'text-to-speech': { documented: ['response_format', 'service_tier', 'speed', 'voice'] },
	},
};
