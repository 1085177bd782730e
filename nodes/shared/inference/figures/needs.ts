import type { ModelFigures, ProviderFigures } from '../../client/figures';
import { isObject } from '../../client/json';
import { isPlain } from '../../client/jsonPayload';
import type { PayloadObject, PayloadValue } from '../../client/payload';

/** What a chat request may need beyond text. Images are the model's affair, all else is the provider's. */
export type Ability = 'tools' | 'structured output' | 'images';

/** What a chat request needs. */
export interface Needs {
	/** Without these the request fails. */
	readonly must: readonly Ability[];
	/** The same, and what some providers manage without claiming it. */
	readonly all: readonly Ability[];
}

/** Reads the needs of a chat request from its body, in OpenAI's protocol. */
export function needsOf(body: PayloadObject): Needs {
	const format = isPlain(body.response_format) ? body.response_format.type : undefined;
	const must: Ability[] = [
		...(Array.isArray(body.tools) && body.tools.length > 0 ? ['tools' as const] : []),
		...(format === 'json_schema' ? ['structured output' as const] : []),
		...(holdsImage(body.messages) ? ['images' as const] : []),
	];
	// Providers publish whether they keep to a schema. JSON of any structure is less, and more of them can do it.
	return { must, all: format === 'json_object' ? [...must, 'structured output'] : must };
}

function holdsImage(messages: PayloadValue | undefined): boolean {
	if (!Array.isArray(messages)) return false;
	return messages.some((message) => {
		const content = isPlain(message) ? message.content : undefined;
		return Array.isArray(content) && content.some((part) => isObject(part) && part.type === 'image_url');
	});
}

/** The abilities that a provider of a model is known to lack. */
export function lacking(
	needs: readonly Ability[],
	{ inputs }: Pick<ModelFigures, 'inputs'>,
	provider?: ProviderFigures,
): Ability[] {
	return needs.filter((need) => (need === 'images' ? inputs?.includes('image') : known(need, provider)) === false);
}

/** Whether a provider is known to have all abilities that are asked of providers. */
export function hasAll(needs: readonly Ability[], provider: ProviderFigures): boolean {
	return needs.every((need) => need === 'images' || known(need, provider) === true);
}

function known(need: Ability, provider: ProviderFigures | undefined): boolean | undefined {
	return need === 'tools' ? provider?.tools : provider?.structuredOutput;
}

/** A list in a sentence: `tools and structured output`. */
export function listed(words: readonly string[]): string {
	return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
