import type { JsonObject, JsonValue } from '../client/json';

const MASK = '***';

/** Takes the token out of every text that leaves the node, also where a server sent it back. */
export class Masking {
	private readonly token: string;
	/** As much of the token as tells it from other words. */
	private readonly start: string;

	/** @param token empty where there is none */
	constructor(token: string) {
		this.token = token;
		this.start = token.slice(0, 8);
	}

	/** Also masks a token that was cut off: from its first letters on, as far as the text goes on like it. */
	text(text: string): string {
		if (this.token === '' || !text.includes(this.start)) return text;
		let masked = '';
		let from = 0;
		for (let at = text.indexOf(this.start); at !== -1; at = text.indexOf(this.start, from)) {
			masked += text.slice(from, at) + MASK;
			from = at + this.start.length;
			while (from - at < this.token.length && text[from] === this.token[from - at]) from += 1;
		}
		return masked + text.slice(from);
	}

	json(json: JsonObject): JsonObject {
		return this.token === '' ? json : (this.value(json) as JsonObject);
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
