import type { FormPart } from '../client/form';
import { InputFile } from '../client/inputFile';
import type { PayloadObject, PayloadValue } from '../client/payload';

/** The parts of a form for values: a list as parts of the same name, an object as JSON. Unset values are left out. */
export function formParts(values: PayloadObject): FormPart[] {
	return Object.entries(values).flatMap(([name, value]) =>
		(Array.isArray(value) ? value : [value])
			.filter((one) => one !== null && one !== '')
			.map((one) => ({ name, value: one instanceof InputFile ? one : textOf(one) })),
	);
}

function textOf(value: PayloadValue): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}
