import { isObject, omit, type JsonObject, type JsonValue } from '../../json';
import { withParameters } from './arguments';
import type { Arguments, Quirks, TaskQuirks } from './quirks';

/**
 * Its models read one text for both lengths. Source: WaveSpeed's pages of its models, e.g. `wan-2.2-image-to-image`.
 */
function sized(args: Arguments): Arguments {
	return withParameters(args, (parameters) => {
		const { width, height } = isObject(parameters.target_size) ? parameters.target_size : parameters;
		const size = typeof width === 'number' && typeof height === 'number' ? `${width}*${height}` : undefined;
		// The official clients send the lengths as they are: models that read those get them too.
		return { size, ...parameters };
	});
}

function made({ data, ...others }: JsonObject): JsonValue {
	if (!isObject(data)) return { ...others, ...(data !== undefined && { data }) };
	const { outputs, ...more } = omit(data, 'status', 'urls', 'error', 'input');
	return { ...more, ...(outputs !== undefined && { output: outputs }) };
}

const drawn: TaskQuirks = { before: sized, read: made };

/** Source: huggingface_hub, `wavespeed.py`, and WaveSpeed's pages. */
export const wavespeed: Quirks = {
	tasks: {
		'image-text-to-image': drawn,
		'image-text-to-video': drawn,
		'image-to-image': drawn,
		'image-to-video': drawn,
		'text-to-image': drawn,
		'text-to-video': drawn,
	},
	failure: ({ code, message }) =>
		typeof code === 'number' && code !== 200 && code !== 0 ? String(message ?? `code ${code}`) : undefined,
};
