import { invalid } from '../refusal';
import { stringsOf } from '../values';
import type { Question } from './task';

/** The texts of a request, and whether it was a list of them. */
export function textsIn({ inputs }: Question): { texts: string[]; isList: boolean } {
	if (typeof inputs === 'string') return { texts: [inputs], isList: false };
	const texts = stringsOf(inputs);
	if (texts === undefined || texts.length === 0) throw invalid('`inputs` must be a text or a list of texts');
	return { texts, isList: true };
}

/** The picture of a request. */
export function pictureIn({ file }: Question): Buffer {
	if (file === undefined || file.length === 0)
		throw invalid('`inputs` must be a picture: raw bytes, or base64 in JSON');
	return file;
}
