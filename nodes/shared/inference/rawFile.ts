import { InputFile } from '../client/inputFile';
import { isPlain, jsonObjectOf } from '../client/jsonPayload';
import { serverMediaType } from '../client/mediaTypes';
import type { Payload, PayloadObject, Rewrite } from '../client/payload';
import type { FailedAnswer } from '../client/retry';

/**
 * A file without parameters goes as raw bytes where servers know its media type; else as base64 in JSON.
 * @param contentType the Content-Type that the user set: with JSON's own a file goes in JSON
 */
export function preferRaw(payload: Payload, contentType?: string): Payload {
	const file = loneFile(payload);
	const isRaw = contentType === undefined || !/^application\/json\b/i.test(contentType);
	return file !== undefined && isRaw && serverMediaType(file.mediaType) !== undefined ? { file } : payload;
}

/** A file in JSON for a server that refused its raw bytes, or redirected them in vain. */
export const fileInJson: Rewrite = {
	id: 'fileInJson',
	scope: (payload) => fileOf(payload)?.mediaType ?? '',
	fits: (answer, payload) => 'file' in payload && refusesMediaType(answer),
	apply: (payload) => ('file' in payload ? { json: { inputs: payload.file, parameters: {} } } : payload),
};

/** Raw bytes for a server that takes no JSON for sound. Source: api-inference-community, audio pipelines. */
export const rawFile: Rewrite = {
	id: 'rawFile',
	scope: (payload) => fileOf(payload)?.mediaType ?? '',
	fits: (answer, payload) => fileWithoutParameters(payload) !== undefined && refusesJsonSound(answer),
	apply: (payload) => {
		const file = fileWithoutParameters(payload);
		return file === undefined ? payload : { file };
	},
};

function loneFile(payload: Payload): InputFile | undefined {
	const json = jsonObjectOf(payload);
	if (json === undefined || Object.keys(json).length !== 1) return undefined;
	return json.inputs instanceof InputFile ? json.inputs : undefined;
}

function fileWithoutParameters(payload: Payload): InputFile | undefined {
	const json = jsonObjectOf(payload);
	if (json === undefined || !(json.inputs instanceof InputFile) || !hasNoParameters(json)) return undefined;
	return json.inputs;
}

function hasNoParameters({ parameters, ...others }: PayloadObject): boolean {
	const isEmpty = parameters === undefined || (isPlain(parameters) && Object.keys(parameters).length === 0);
	return isEmpty && Object.keys(others).length === 1;
}

function fileOf(payload: Payload): InputFile | undefined {
	return 'file' in payload ? payload.file : fileWithoutParameters(payload);
}

/**
 * The words of the Endpoints toolkit ("content type ... not supported") and of hf-serve ("MIME type ... not
 * allowed").
 */
function refusesMediaType({ status, text }: FailedAnswer): boolean {
	if (status === 415) return true;
	if (status !== 400) return false;
	return (
		(/content[- ]type/i.test(text) && /not supported|unsupported/i.test(text)) ||
		/mime[- ]?type.*not allowed/i.test(text)
	);
}

function refusesJsonSound({ status, text }: FailedAnswer): boolean {
	return status === 400 && /Malformed soundfile/i.test(text);
}
