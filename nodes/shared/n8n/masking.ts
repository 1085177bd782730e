import type { JsonObject, JsonValue } from '../client/json';

const MASK = '***';

/** As many of a token's letters as tell it from the words of an answer. */
const TELLING_LENGTH = 12;

/** Names of headers that hold a secret, e.g. `x-api-key`. */
const SECRET_HEADER = /authori[sz]ation|key$|token$|secret|password|cookie/;

/** Shorter values are no secrets, and may be words of an answer. */
const SHORTEST_SECRET = 8;

/**
 * Takes tokens out of every text that leaves the node, also where a server sent one back, in other letters (names of
 * hosts and media types lose their capitals) or cut off. Items may have tokens of their own: all of them are masked.
 */
export class Masking {
	/** Tokens in small letters, by the start that tells them. */
	private readonly tokens = new Map<string, string[]>();
	/** Finds where a token may start. */
	private start?: RegExp;
	private longest = 0;

	constructor(...tokens: readonly string[]) {
		for (const token of tokens) this.add(token);
	}

	/** @param token empty where there is none */
	add(token: string): void {
		const lower = token.toLowerCase();
		const start = lower.slice(0, TELLING_LENGTH);
		const alike = this.tokens.get(start) ?? [];
		if (token === '' || alike.includes(lower)) return;
		this.tokens.set(start, [...alike, lower]);
		this.longest = Math.max(this.longest, lower.length);
		// Longer ones first: a short token may be the start of another.
		const starts = [...this.tokens.keys()].sort((one, other) => other.length - one.length);
		this.start = new RegExp(starts.map(patternOf).join('|'), 'gi');
	}

	/** @param headers of the user's own, by name in small letters: a server may echo their secrets too */
	addHeaders({ authorization = '', ...others }: Readonly<Record<string, string>>): void {
		this.add(authorization.replace(/^\w+\s+/, '').trim());
		for (const [name, value] of Object.entries(others)) {
			const secret = value.replace(/^Bearer\s+/i, '').trim();
			if (SECRET_HEADER.test(name) && secret.length >= SHORTEST_SECRET) this.add(secret);
		}
	}

	text(text: string): string {
		if (this.start === undefined) return text;
		let masked = '';
		let from = 0;
		for (const { index, 0: found } of text.matchAll(this.start)) {
			if (index < from) continue;
			masked += text.slice(from, index) + MASK;
			from = index + this.lengthAt(text, index, found.toLowerCase());
		}
		return from === 0 ? text : masked + text.slice(from);
	}

	/** How much of a token stands at a place where one starts. */
	private lengthAt(text: string, index: number, start: string): number {
		let length = start.length;
		for (const token of this.tokens.get(start) ?? []) {
			let same = start.length;
			while (same < token.length && text[index + same]?.toLowerCase() === token[same]) same += 1;
			length = Math.max(length, same);
		}
		return length;
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

	/** How many letters at the end of a text are the start of a token. */
	private startAtEnd(text: string): number {
		const end = text.slice(-this.longest).toLowerCase();
		const tokens = [...this.tokens.values()].flat();
		for (let length = Math.min(end.length, this.longest - 1); length > 0; length--) {
			const part = end.slice(-length);
			if (tokens.some((token) => token.length > length && token.startsWith(part))) return length;
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

/** A short token is masked as a word alone: it may be a part of many others. */
function patternOf(start: string): string {
	const pattern = escaped(start);
	return start.length < TELLING_LENGTH ? `(?<![A-Za-z0-9])${pattern}(?![A-Za-z0-9])` : pattern;
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
