import type { PayloadObject, PayloadValue } from '../../client/payload';

/** Where a server reads a parameter of ours: under this name, or as these fields for a value. */
export type Place = string | ((value: PayloadValue) => PayloadObject);

/** The places of parameters, by their names at Hugging Face. A parameter without one is not sent. */
export type Places = Readonly<Record<string, Place | undefined>>;

/** How a server transcribes a recording. */
export interface Transcribing {
	/** Address of the form below the server's root, e.g. `/inference`. Absent: OpenAI's own. */
	readonly path?: string;
	/** Whether a translation into English has an address of its own, or is the field `translate` of the same form. */
	readonly translation: 'address' | 'field';
	/** Whether the server returns a time for each word. */
	readonly hasWords: boolean;
	readonly places: Places;
	/** Places of the address for translations, if it reads other parameters. */
	readonly translationPlaces?: Places;
}

/** How a server makes pictures. */
export interface Painting {
	/** Whether an image is edited at an address of its own, or as `file` in the JSON of the address for new images. */
	readonly edits: 'address' | 'file';
	/** Whether the negative prompt follows the prompt, after a bar. */
	readonly joinsPrompts: boolean;
	readonly places: Places;
}

/** OpenAI's own form, which all of its servers take. Source: OpenAI's reference of audio. */
export const OPENAI_TRANSCRIBING: Transcribing = {
	translation: 'address',
	hasWords: true,
	places: { temperature: 'temperature' },
};

/** OpenAI's own form, which all of its servers take. Source: OpenAI's reference of images. */
export const OPENAI_PAINTING: Painting = { edits: 'address', joinsPrompts: false, places: {} };

/** The fields of a server for parameters of ours, and the names of parameters without a place. */
export interface Placed {
	readonly fields: PayloadObject;
	readonly unread: readonly string[];
}

/** Puts parameters where a server reads them. */
export function placed(parameters: PayloadObject, places: Places): Placed {
	const fields: PayloadObject = {};
	const unread: string[] = [];
	for (const [name, value] of Object.entries(parameters)) {
		const place = Object.hasOwn(places, name) ? places[name] : undefined;
		if (place === undefined) unread.push(name);
		else Object.assign(fields, typeof place === 'string' ? { [place]: value } : place(value));
	}
	return { fields, unread };
}
