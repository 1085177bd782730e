import type { JsonObject, JsonValue } from '../client/json';

const MASK = '***';

/** Takes the token out of every text that leaves the node, also where a server sent it back. */
export class Masking {
	private readonly token: string;

	/** @param token empty where there is none */
	constructor(token: string) {
		this.token = token;
	}

	text(text: string): string {
		return this.token === '' ? text : text.replaceAll(this.token, MASK);
	}

	json(json: JsonObject): JsonObject {
		return this.token === '' ? json : (this.value(json) as JsonObject);
	}

	/** The same value where there is nothing to mask: long vectors are not copied. */
	private value(value: JsonValue): JsonValue {
		if (typeof value === 'string') return value.includes(this.token) ? this.text(value) : value;
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
