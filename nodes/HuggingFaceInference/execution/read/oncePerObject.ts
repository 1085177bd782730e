/**
 * The same function, run once for each object that it is given: parameters without expressions are one object for all
 * items. A call that throws is made again.
 */
export function oncePerObject<T>(make: (given: unknown) => T): (given: unknown) => T {
	const made = new WeakMap<object, { readonly value: T }>();
	return (given) => {
		if (typeof given !== 'object' || given === null) return make(given);
		const known = made.get(given);
		if (known !== undefined) return known.value;
		const value = make(given);
		made.set(given, { value });
		return value;
	};
}
