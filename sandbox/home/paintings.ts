import { answer } from '../answers';
import { taskOf } from '../catalogue';
import { asFormat } from '../media/format';
import type { Fields } from '../values';

/** What a picture is made from. */
export interface Wish {
	prompt: string;
	/** `WIDTHxHEIGHT`. */
	size?: string;
	format?: string;
	/** Everything else that shapes it: seed, steps, guidance, negative prompt. */
	shape?: Fields;
	file?: Buffer;
}

function sidesOf(size = '512x512'): Fields {
	const [width, height] = size.split('x').map(Number);
	return Number.isFinite(width) && Number.isFinite(height) ? { width, height } : { width: 512, height: 512 };
}

/** One picture, the same for the same wish. `place` counts the pictures of one request. */
export function paintOne({ prompt, size, format = 'png', shape = {}, file }: Wish, place = 0): Buffer {
	const id = file === undefined ? 'text-to-image' : 'image-to-image';
	const task = taskOf(id) ?? { id, answer: { kind: 'media', media: 'image' } };
	const seed = Number(shape.seed ?? 0) + place;
	const sides = size === undefined && file !== undefined ? {} : sidesOf(size);
	const parameters = { ...shape, ...sides, seed, prompt };
	const question = { task, inputs: prompt, parameters, root: {}, file, method: 'POST', contentType: '', size: 0 };
	const made = asFormat(answer(question), format);
	return 'media' in made ? made.media : Buffer.alloc(0);
}

/** OpenAI's list of pictures as base64. */
export function base64List(wish: Wish, count: number): Fields[] {
	return Array.from({ length: count }, (_, place) => ({ b64_json: paintOne(wish, place).toString('base64') }));
}
