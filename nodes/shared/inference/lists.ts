import { InferenceError } from '../client/errors';

/** Words with which servers refuse a list because it is one, and not because of what is in it. */
const SHAPE =
	/valid string|str type expected|invalid type|did not match|expected a string|must be a string|string_type/i;

/** Whether a list was refused before it was worked on: for one of its inputs, or for being a list. */
export function isRefusal(error: unknown): 'shape' | 'input' | false {
	if (!(error instanceof InferenceError)) return false;
	if (![400, 413, 422].includes(error.details.status ?? 0)) return false;
	return SHAPE.test(error.message) ? 'shape' : 'input';
}

/** A list in parts of a length; the last may be shorter. */
export function slices<T>(list: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
