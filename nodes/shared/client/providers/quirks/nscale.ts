import { withSize } from './arguments';
import type { Quirks } from './quirks';

/** Source: huggingface_hub, `nscale.py`. */
export const nscale: Quirks = {
	tasks: {
		'text-to-image': {
			before: (args) => withSize(args, (width, height) => ({ size: `${width}x${height}` })),
			dropped: ['num_inference_steps', 'cfg_scale'],
		},
	},
};
