/** How alike two vectors point, from -1 to 1. */
export function cosine(one: readonly number[], other: readonly number[]): number {
	return dot(one, other) / (Math.sqrt(dot(one, one) * dot(other, other)) || 1);
}

/** The sum of the products of two vectors. */
export function dot(one: readonly number[], other: readonly number[]): number {
	return one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
}

/** Any number as one between 0 and 1. */
export function sigmoid(value: number): number {
	return 1 / (1 + Math.exp(-value));
}

/** Numbers as parts of one. */
export function softmax(values: readonly number[]): number[] {
	const most = Math.max(...values);
	const powers = values.map((value) => Math.exp(value - most));
	const sum = powers.reduce((total, power) => total + power, 0);
	return powers.map((power) => power / sum);
}
