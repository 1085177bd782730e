import { createHash } from 'node:crypto';

/** The results of one function, by what tells equal inputs. */
interface Remembered<I extends readonly unknown[], R> {
	/** Most results to keep. Those of the latest requests stay. */
	readonly most: number;
	readonly keyOf: (...input: I) => string;
	readonly make: (...input: I) => R;
}

/**
 * Wraps a function so that it computes once for each input: most requests carry the same few files and texts.
 * Callers share a result, so they must not change it.
 */
export function remember<I extends readonly unknown[], R>({ most, keyOf, make }: Remembered<I, R>): (...input: I) => R {
	const results = new Map<string, R>();
	return (...input) => {
		const key = keyOf(...input);
		const result = results.get(key) ?? make(...input);
		results.delete(key);
		results.set(key, result);
		if (results.size > most) results.delete(results.keys().next().value ?? key);
		return result;
	};
}

/** The same for equal files. */
export function digestOf(bytes: Buffer): string {
	return createHash('sha1').update(bytes).digest('base64');
}
