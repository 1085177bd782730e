import { invalid } from '../refusal';
import { numberOf, stringsOf, type Fields } from '../values';

/** The texts of a request to `/v1/embeddings`. */
export function embeddingTexts({ input }: Fields): string[] {
	const texts = typeof input === 'string' ? [input] : stringsOf(input);
	if (texts === undefined || texts.length === 0) throw invalid('`input` must be a text or a list of texts');
	return texts;
}

/** Vectors in the form of OpenAI's API. */
export function embeddingAnswer(root: Fields, model: string, vectors: readonly number[][]): object {
	const isBase64 = root.encoding_format === 'base64';
	const length = numberOf(root.dimensions, Infinity);
	const data = vectors.map((vector, index) => {
		const cut = vector.slice(0, length);
		return { object: 'embedding', index, embedding: isBase64 ? base64Of(cut) : cut };
	});
	// The tokenizer counts no tokens, and an invented number would be worse than none.
	return { object: 'list', model, data, usage: { prompt_tokens: 0, total_tokens: 0 } };
}

function base64Of(vector: readonly number[]): string {
	return Buffer.from(new Float32Array(vector).buffer).toString('base64');
}

/** A chat's answer in one piece, in the form of OpenAI's API. */
export function chatAnswer(model: string, content: string): object {
	const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' };
	return { id: 'chatcmpl-local', object: 'chat.completion', created: now(), model, choices: [choice] };
}

/** A piece of a chat's answer as a server-sent event; without text the last one. */
export function chatEvent(model: string, text?: string): string {
	const choice =
		text === undefined
			? { index: 0, delta: {}, finish_reason: 'stop' }
			: { index: 0, delta: { role: 'assistant', content: text }, finish_reason: null };
	const chunk = { id: 'chatcmpl-local', object: 'chat.completion.chunk', created: now(), model, choices: [choice] };
	return `data: ${JSON.stringify(chunk)}\n\n`;
}

function now(): number {
	return Math.floor(Date.now() / 1000);
}
