import { isObject, type JsonObject, type JsonValue } from '../../client/json';

/** What a message says, its parts sorted. */
export interface Content {
	/** Undefined where the message has no text at all. */
	readonly text?: string;
	readonly reasoning: string;
	/** Parts that are neither, as pictures are. */
	readonly others: readonly JsonValue[];
}

/**
 * Sorts the content of a message, or of a piece of one: a text, or a list of parts.
 * Source of the parts: Mistral's `text` and `thinking`, OpenAI's `text` and `output_text`.
 */
export function contentOf(content: JsonValue | undefined): Content {
	if (typeof content === 'string') return { text: content, reasoning: '', others: [] };
	if (content === null || content === undefined) return { reasoning: '', others: [] };
	const texts: string[] = [];
	const thoughts: string[] = [];
	const others: JsonValue[] = [];
	for (const part of Array.isArray(content) ? content : [content]) {
		const thought = thoughtIn(part);
		const text = textIn(part);
		if (thought !== undefined) thoughts.push(thought);
		else if (text !== undefined) texts.push(text);
		else others.push(part);
	}
	return {
		...(texts.length > 0 && { text: texts.join('') }),
		reasoning: thoughts.join(''),
		others,
	};
}

function textIn(part: JsonValue): string | undefined {
	if (typeof part === 'string') return part;
	if (!isObject(part) || typeof part.text !== 'string') return undefined;
	return part.type === undefined || part.type === 'text' || part.type === 'output_text' ? part.text : undefined;
}

function thoughtIn(part: JsonValue): string | undefined {
	if (!isObject(part) || !['thinking', 'reasoning', 'thought'].includes(String(part.type))) return undefined;
	const said = part.thinking ?? part.reasoning ?? part.text;
	const parts = Array.isArray(said) ? said : [said];
	return parts.map((one) => (one === undefined ? '' : (textIn(one) ?? ''))).join('');
}

export function isText(value: JsonValue | undefined): value is string {
	return typeof value === 'string' && value !== '';
}

/** The choice that counts: the one with the lowest index, wherever it stands; a choice without one is the first. */
export function firstChoice(choices: JsonValue | undefined): JsonObject | undefined {
	return choicesOf(choices)[0];
}

/** The choices of an answer in the order of their index. */
export function choicesOf(choices: JsonValue | undefined): JsonObject[] {
	const list = Array.isArray(choices) ? choices.filter(isObject) : [];
	return list.length < 2 ? list : [...list].sort((a, b) => indexOf(a) - indexOf(b));
}

export function indexOf({ index }: JsonObject): number {
	return typeof index === 'number' ? index : 0;
}
