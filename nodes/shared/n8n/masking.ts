import type { JsonObject, JsonValue } from '../client/json';

const MASK = '***';

/** As many of a token's letters as tell it from the words of an answer. */
const TELLING_LENGTH = 12;

/**
 * Takes the token out of every text that leaves the node, also where a server sent it back, in other letters (names
 * of hosts and media types lose their capitals) or cut off.
 */
export class Masking {
	/** Finds where the token may start. */
	private readonly start?: RegExp;

	/** @param token empty where there is none */
	constructor(private readonly token: string) {
		if (token === '') return;
		const isWord = token.length < TELLING_LENGTH;
		const pattern = escaped(token.slice(0, TELLING_LENGTH));
		this.start = new RegExp(isWord ? `(?<![A-Za-z0-9])${pattern}(?![A-Za-z0-9])` : pattern, 'gi');
	}

	text(text: string): string {
		if (this.start === undefined) return text;
		let masked = '';
		let from = 0;
		for (const { index, 0: found } of text.matchAll(this.start)) {
			if (index < from) continue;
			masked += text.slice(from, index) + MASK;
			from = index + found.length;
			while (from - index < this.token.length && text[from]?.toLowerCase() === this.token[from - index]?.toLowerCase())
				from += 1;
		}
		return from === 0 ? text : masked + text.slice(from);
	}

	/** Masks a text that comes in pieces: an end that may be the start of the token waits for the next one. */
	pieces(): { next: (piece: string) => string; end: () => string } {
		let held = '';
		return {
			next: (piece) => {
				const text = held + piece;
				const length = this.startAtEnd(text);
				held = text.slice(text.length - length);
				return this.text(text.slice(0, text.length - length));
			},
			end: () => this.text(held),
		};
	}

	/** How many letters at the end of a text are the start of the token. */
	private startAtEnd(text: string): number {
		const [end, token] = [text.slice(-this.token.length).toLowerCase(), this.token.toLowerCase()];
		for (let length = Math.min(end.length, token.length - 1); length > 0; length--) {
			if (token.startsWith(end.slice(-length))) return length;
		}
		return 0;
	}

	json(json: JsonObject): JsonObject {
		return this.start === undefined ? json : (this.value(json) as JsonObject);
	}

	/** The same value where there is nothing to mask: long vectors are not copied. */
	private value(value: JsonValue): JsonValue {
		if (typeof value === 'string') return this.text(value);
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return this.list(value);
		let changed = false;
		const entries = Object.entries(value).map(([key, inner]) => {
			const masked = this.value(inner);
			const name = this.text(key);
			changed ||= masked !== inner || name !== key;
			return [name, masked] as const;
		});
		return changed ? Object.fromEntries(entries) : value;
	}

	private list(list: JsonValue[]): JsonValue[] {
		if (
			typeof list[0] === 'number' &&
			typeof list.at(-1) === 'number' &&
			list.every((entry) => typeof entry === 'number')
		)
			return list;
		const masked = list.map((entry) => this.value(entry));
		return masked.some((entry, i) => entry !== list[i]) ? masked : list;
	}
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
