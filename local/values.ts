/** A JSON object with unknown values. */
export type Fields = Record<string, unknown>;

/** The value as an object; an empty one for everything else. */
export function fieldsOf(value: unknown): Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The value as a list of strings; undefined for everything else. */
export function stringsOf(value: unknown): string[] | undefined {
	return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : undefined;
}

/** The value as a finite number; the fallback for everything else. */
export function numberOf(value: unknown, fallback: number): number {
	return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}
