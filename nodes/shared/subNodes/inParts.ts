import { isRefusal, slices } from '../inference/lists';

/**
 * Asks for the results of a list. A list that the server refuses before it runs it is halved until it is taken; a list
 * that is refused for being one goes text by text. A refused text alone is the failure of the whole.
 */
export class InParts<T> {
	/** The longest list that is sent: shorter after one was refused for its length. */
	private longest = Infinity;

	/** @param ask gives one result for each text, in their order */
	constructor(private readonly ask: (texts: readonly string[]) => Promise<readonly T[]>) {}

	/** @throws {InferenceError} of the first part that failed */
	async results(texts: readonly string[]): Promise<readonly T[]> {
		if (texts.length > this.longest) return await this.inSlices(texts, this.longest);
		const answered = await this.ask(texts).catch((error: unknown) => {
			const refusal = texts.length > 1 && isRefusal(error);
			if (refusal === false) throw error;
			return refusal;
		});
		if (typeof answered !== 'string') return answered;
		const size = answered === 'shape' ? 1 : Math.ceil(texts.length / 2);
		const results = await this.inSlices(texts, size);
		this.longest = Math.min(this.longest, size);
		return results;
	}

	/** One after the other: the lane of the list is the only one that it has. */
	private async inSlices(texts: readonly string[], size: number): Promise<readonly T[]> {
		const results: T[] = [];
		for (const part of slices(texts, size)) results.push(...(await this.results(part)));
		return results;
	}
}
