import { invalidInput } from '../../client/errors';
import { largestContext, type ProviderFigures } from '../../client/figures';
import { isPlain } from '../../client/jsonPayload';
import type { PayloadObject, PayloadValue } from '../../client/payload';

/** No tokenizer packs more characters into an average token of a longer text. */
const MOST_CHARACTERS_PER_TOKEN = 6;

/**
 * Refuses a chat request that cannot fit the context of any provider that may serve it.
 * @param body in OpenAI's protocol
 * @throws {InferenceError} `invalidInput`
 */
export function assertFits(body: PayloadObject, model: string, providers: readonly ProviderFigures[]): void {
	const context = largestContext(providers);
	if (context === undefined) return;
	const asked = Math.max(numberOr0(body.max_tokens), numberOr0(body.max_completion_tokens));
	if (asked > context) {
		throw invalidInput(
			`'Max Tokens' is ${asked}, and the context of '${model}' is ${context} tokens long`,
			"Lower 'Max Tokens' in 'Model Parameters', or choose a model with a longer context. Nothing was sent.",
		);
	}
	const text = textOf(body.messages);
	if (text.length / MOST_CHARACTERS_PER_TOKEN <= context) return;
	// Tokens may hold long runs of one character, e.g. blanks.
	if (withoutRuns(text).length / MOST_CHARACTERS_PER_TOKEN <= context) return;
	throw invalidInput(
		`The messages have ${text.length} characters, and the context of '${model}' is ${context} tokens long`,
		'Shorten the messages, or choose a model with a longer context. Nothing was sent.',
	);
}

function numberOr0(value: PayloadValue | undefined): number {
	return typeof value === 'number' ? value : 0;
}

/** The text of all messages, without files. */
export function textOf(messages: PayloadValue | undefined): string {
	if (!Array.isArray(messages)) return '';
	return messages.map((message) => (isPlain(message) ? contentText(message.content) : '')).join('');
}

function contentText(content: PayloadValue | undefined): string {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return '';
	return content.map((part) => (isPlain(part) && typeof part.text === 'string' ? part.text : '')).join('');
}

function withoutRuns(text: string): string {
	return text.replace(/(.)\1+/gs, '$1').replace(/\s+/g, ' ');
}
