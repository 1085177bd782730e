import { invalidInput } from '../../errors';
import { isObject } from '../../json';
import type { Arguments } from './quirks';

type Parameters = Readonly<Record<string, unknown>>;

/** The arguments with other parameters; those without a value are left out. */
export function withParameters(args: Arguments, change: (parameters: Parameters) => Parameters): Arguments {
	const entries = Object.entries(change(args.parameters ?? {})).filter(([, value]) => value !== undefined);
	return { ...args, parameters: Object.fromEntries(entries) };
}

/**
 * Puts Width and Height where the provider reads a size of both.
 * @throws {InferenceError} `invalidInput` where one of them stands alone
 */
export function withSize(args: Arguments, place: (width: number, height: number) => Parameters): Arguments {
	return withParameters(args, ({ width, height, ...others }) => {
		if (width === undefined && height === undefined) return others;
		if (typeof width !== 'number' || typeof height !== 'number')
			throw invalidInput(
				"This provider takes 'Width' and 'Height' only together",
				"Set both in 'Model Parameters', or neither.",
			);
		return { ...place(width, height), ...others };
	});
}

/** Puts Target Size where the provider reads it. */
export function withTargetSize(args: Arguments, place: (size: Parameters) => Parameters): Arguments {
	return withParameters(args, ({ target_size: size, ...others }) =>
		isObject(size) ? { ...place(size), ...others } : others,
	);
}

/** The parameters at the root of the arguments, where the official client leaves them nested. */
export function hoisted({ parameters, ...others }: Arguments): Arguments {
	return { ...others, ...parameters };
}
