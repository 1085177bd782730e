import type { Load } from './engine';

interface Found {
	readonly alpha2: string | null;
	readonly alpha3: string;
	readonly possibility: number;
}
interface Model {
	load(): Promise<unknown>;
	identify(text: string, top: number): Promise<Found[]>;
}
interface Library {
	getLIDModel(): Promise<Model>;
}

const MOST_LABELS = 10;

/** fastText's lid.176 (176 languages). Takes texts, gives the likely languages of each, best first. */
export const load: Load = async (context) => {
	const { getLIDModel } = context.require('fasttext.wasm.js') as Library;
	const model = await getLIDModel();
	await model.load();
	return async (texts) =>
		await Promise.all((texts as string[]).map(async (text) => (await model.identify(text, MOST_LABELS)).map(asLabel)));
};

function asLabel({ alpha2, alpha3, possibility }: Found): { label: string; score: number } {
	return { label: alpha2 ?? alpha3, score: Math.min(1, possibility) };
}
