/** Small readers for values of unknown type: requests are whatever a client sent. */
export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: unknown): Fields {
	return isFields(value) ? value : {};
}

export function textOf(value: unknown, fallback = ''): string {
	return typeof value === 'string' ? value : fallback;
}

export function numberOf(value: unknown, fallback: number): number {
	return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

export function listOf(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

/** A list of texts from a list, or from text split at commas as older clients send it. */
export function textsOf(value: unknown): string[] {
	if (typeof value === 'string')
		return value
			.split(',')
			.map((part) => part.trim())
			.filter(Boolean);
	return listOf(value).map(String);
}

export function clamp(value: number, low: number, high: number): number {
	return Math.min(high, Math.max(low, value));
}

export function round(value: number, digits = 6): number {
	return Number(value.toFixed(digits));
}

/** JSON of a text, or undefined where the text is none. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
