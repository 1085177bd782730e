import { digestOf, remember } from '../remember';
import { hash } from '../words';
import { decodeJpeg } from './jpeg';
import { decodePng, pngComments, type Raster } from './png';

export type ColourName = 'blue' | 'green' | 'red' | 'yellow' | 'white' | 'black' | 'grey';

/** A picture's size, colours and text. */
export interface Look {
	width: number;
	height: number;
	/** Each colour's share of the picture, the largest first. */
	colours: ReadonlyArray<readonly [ColourName, number]>;
	/** Text in the file's metadata. */
	text: string;
	raster?: Raster;
}

const NAMES: readonly ColourName[] = ['blue', 'green', 'red', 'yellow', 'white', 'black', 'grey'];

export function colourOf(red: number, green: number, blue: number): ColourName {
	const high = Math.max(red, green, blue);
	const low = Math.min(red, green, blue);
	if (high < 50) return 'black';
	if (high - low < 28) return high > 200 ? 'white' : 'grey';
	if (blue === high) return 'blue';
	if (green === high) return red > blue * 1.6 && red > green * 0.85 ? 'yellow' : 'green';
	return green > red * 0.7 ? 'yellow' : 'red';
}

/** The colour of one pixel of a decoded picture. */
export function colourAt(raster: Raster, pixel: number): ColourName {
	const at = pixel * raster.channels;
	const red = raster.data[at] ?? 0;
	if (raster.channels === 1) return colourOf(red, red, red);
	return colourOf(red, raster.data[at + 1] ?? 0, raster.data[at + 2] ?? 0);
}

function sharesOf(raster: Raster): Map<ColourName, number> {
	const counts = new Map<ColourName, number>();
	const pixels = raster.width * raster.height;
	const step = Math.max(1, Math.floor(pixels / 20_000));
	let seen = 0;
	for (let pixel = 0; pixel < pixels; pixel += step) {
		const name = colourAt(raster, pixel);
		counts.set(name, (counts.get(name) ?? 0) + 1);
		seen++;
	}
	return new Map([...counts].map(([name, count]) => [name, count / seen]));
}

/** Colours from the bytes of a picture in another format: the same file, the same look. */
function guessedShares(bytes: Buffer): Map<ColourName, number> {
	const weights = NAMES.map((name) => 1 + (hash(name + bytes.toString('latin1', 0, 4096)) % 100));
	const sum = weights.reduce((total, weight) => total + weight, 0);
	return new Map(NAMES.map((name, index) => [name, (weights[index] ?? 0) / sum]));
}

/** The size of a picture that is not decoded: a PNG's header, else a fixed one. */
function sizeOf(bytes: Buffer): readonly [number, number] {
	const isPng = bytes[0] === 0x89 && bytes.length >= 24;
	return isPng ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : [64, 48];
}

/** Looks at a picture: its size, its colours, its text. */
export const lookAt = remember({ most: 8, keyOf: digestOf, make: newLook });

function newLook(bytes: Buffer): Look {
	const raster = decodePng(bytes) ?? decodeJpeg(bytes);
	const [width, height] = raster === undefined ? sizeOf(bytes) : [raster.width, raster.height];
	const shares = raster === undefined ? guessedShares(bytes) : sharesOf(raster);
	const colours = [...shares].sort((left, right) => right[1] - left[1]);
	const text = bytes[0] === 0x89 ? pngComments(bytes).join('\n') : '';
	return { width, height, colours, text, raster };
}
