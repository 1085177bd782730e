import type { JsonObject, JsonValue } from '../client/json';

const MASK = '***';

/** As many of a token's letters as tell it from the words of an answer; servers and parsers cut texts after ten. */
const TELLING_LENGTH = 10;

/**
 * Takes the token out of every text that leaves the node, also where a server sent it back, in other letters (names
 * of hosts and media types lose their capitals) or cut off.
 */
export class Masking {
	private readonly pattern?: RegExp;

	/** @param token empty where there is none */
	constructor(token: string) {
		if (token === '') return;
		if (token.length < TELLING_LENGTH) {
			this.pattern = new RegExp(`(?<![A-Za-z0-9])${escaped(token)}(?![A-Za-z0-9])`, 'gi');
			return;
		}
		const start = escaped(token.slice(0, TELLING_LENGTH));
		const rest = [...token.slice(TELLING_LENGTH)].reduceRight((tail, letter) => `(?:${escaped(letter)}${tail})?`, '');
		this.pattern = new RegExp(start + rest, 'gi');
	}

	text(text: string): string {
		return this.pattern === undefined ? text : text.replace(this.pattern, MASK);
	}

	json(json: JsonObject): JsonObject {
		return this.pattern === undefined ? json : (this.value(json) as JsonObject);
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
		if (typeof list[0] === 'number' && typeof list.at(-1) === 'number' && list.every((entry) => typeof entry === 'number')) return list;
		const masked = list.map((entry) => this.value(entry));
		return masked.some((entry, i) => entry !== list[i]) ? masked : list;
	}
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
