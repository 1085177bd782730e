import { isObject } from './json';
import { DataUrl, type Payload, type PayloadObject, type PayloadValue } from './payload';
import { InputFile } from './inputFile';

/** The JSON object of a payload; undefined for a file, a form, and JSON of another type. */
export function jsonObjectOf(payload: Payload): PayloadObject | undefined {
	return 'json' in payload && isPlain(payload.json) ? payload.json : undefined;
}

/** The same payload with its JSON object changed; a payload without one stays as it is. */
export function mapJson(payload: Payload, change: (json: PayloadObject) => PayloadObject): Payload {
	const json = jsonObjectOf(payload);
	return json === undefined ? payload : { json: change(json) };
}

/** Whether a value is an object of JSON, and no file. */
export function isPlain(value: PayloadValue | undefined): value is PayloadObject {
	return isObject(value) && !(value instanceof InputFile) && !(value instanceof DataUrl);
}
