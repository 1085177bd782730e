import { invalid } from '../refusal';
import { fieldsOf, stringsOf } from '../values';
import type { HubOrder } from './models';

/** The text or texts of a request. */
export function textOf({ inputs }: HubOrder): string | string[] {
	const texts = typeof inputs === 'string' ? inputs : stringsOf(inputs);
	if (texts === undefined || texts.length === 0) throw invalid('`inputs` must be a text or a list of texts');
	return texts;
}

/** The file of a request. */
export function fileOf({ file }: HubOrder): Uint8Array {
	if (file === undefined || file.length === 0) throw invalid('`inputs` must be a file: raw bytes, or base64 in JSON');
	return file;
}

/** The parameters of generation: those at the root of `parameters`, and those that servers nest. */
export function generationOf({ parameters = {} }: HubOrder): object {
	const { generation_parameters: nested, generate_kwargs: older, ...own } = parameters;
	return { ...own, ...fieldsOf(nested), ...fieldsOf(older) };
}
