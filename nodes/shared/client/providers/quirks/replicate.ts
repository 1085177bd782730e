import { isObject, omit, type JsonObject, type JsonValue } from '../../json';
import type { Quirks, Reading } from './quirks';

/** What a prediction repeats of the request, or says of the job alone. */
const ENVELOPE = ['input', 'status', 'urls', 'webhook', 'webhook_events_filter', 'data_removed', 'source'];

function made(prediction: JsonObject): JsonObject {
	return omit(prediction, ...ENVELOPE);
}

/**
 * A recording's text: alone, in pieces, under one of three names, or in a file. Source: huggingface_hub,
 * `replicate.py`.
 */
async function heard(prediction: JsonObject, { download }: Reading): Promise<JsonValue> {
	const { output, ...others } = made(prediction);
	if (typeof output === 'string') return { text: output, ...others };
	if (Array.isArray(output) && output.length > 0 && output.every((piece) => typeof piece === 'string'))
		return { text: output.join(''), ...others };
	const said = Array.isArray(output) && output.length === 1 ? output[0] : output;
	if (!isObject(said)) return { output: output ?? null, ...others };
	const { txt_file: file, transcription, translation, ...more } = said;
	const text = typeof file === 'string' ? await download(file) : (translation ?? transcription);
	return {
		...others,
		...more,
		...(text !== undefined && { text }),
		...(translation !== undefined && transcription !== undefined && { transcription }),
	};
}

/** Source: huggingface_hub, `replicate.py`, and replicate's pages of predictions. */
export const replicate: Quirks = {
	tasks: {
		'automatic-speech-recognition': { read: heard },
		'image-to-image': { read: made },
		'text-to-image': { read: made },
		'text-to-speech': { read: made },
		'text-to-video': { read: made },
	},
	job: {
		// A prediction that takes more than a minute is answered before it ends.
		pending: { key: 'status', words: ['starting', 'processing'] },
		address: ({ urls }) => (isObject(urls) && typeof urls.get === 'string' ? urls.get : undefined),
		cancelling: {
			method: 'POST',
			address: ({ urls }) => (isObject(urls) && typeof urls.cancel === 'string' ? urls.cancel : undefined),
			isConfirmed: (status, answer) =>
				status === 200 && isObject(answer) && ['canceled', 'aborted'].includes(String(answer.status)),
		},
	},
};
