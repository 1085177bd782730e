import { remember } from '../remember';
import { hash, randomFrom } from '../words';
import { fill, signsIn, write } from './font';
import { blank, encodePng, type Raster } from './png';

type Colour = readonly [number, number, number];

export interface Scene {
	sky: readonly [Colour, Colour];
	sun: Colour;
	hills: readonly Colour[];
	sunAt: readonly [number, number];
	waves: readonly number[];
}

const DAY: Scene = {
	sky: [
		[70, 130, 220],
		[190, 220, 245],
	],
	sun: [255, 225, 110],
	hills: [
		[120, 165, 110],
		[80, 135, 70],
		[45, 95, 45],
	],
	sunAt: [0.72, 0.25],
	waves: [0.4, 2.1, 4.4],
};

const BLACK: Colour = [0, 0, 0];
const SUN = 0.09;
const HALO = 0.25;

function mix(from: Colour, to: Colour, share: number): Colour {
	return [
		from[0] + (to[0] - from[0]) * share,
		from[1] + (to[1] - from[1]) * share,
		from[2] + (to[2] - from[2]) * share,
	];
}

function someColour(random: () => number, low: number, high: number): Colour {
	const channel = () => Math.round(low + random() * (high - low));
	return [channel(), channel(), channel()];
}

/** A scene whose colours and forms come from a prompt and a seed, and from nothing else. */
export function sceneOf(prompt: string, seed = 0): Scene {
	const random = randomFrom(hash(`${seed}:${prompt}`));
	return {
		sky: [someColour(random, 30, 200), someColour(random, 140, 255)],
		sun: someColour(random, 190, 255),
		hills: [someColour(random, 60, 190), someColour(random, 40, 150), someColour(random, 10, 110)],
		sunAt: [0.15 + random() * 0.7, 0.15 + random() * 0.3],
		waves: [random() * 6, random() * 6, random() * 6],
	};
}

function horizon(x: number, layer: number, wave: number): number {
	const bend = Math.sin(x * (3 + layer * 2) + wave) * 0.07 + Math.sin(x * 11 + wave * 2) * 0.015;
	return 0.58 + layer * 0.13 + bend;
}

function put(raster: Raster, at: number, colour: Colour): void {
	raster.data[at] = colour[0];
	raster.data[at + 1] = colour[1];
	raster.data[at + 2] = colour[2];
}

/** The sun's disc, and the light around it that fades into the sky. */
function inSun(scene: Scene, sky: Colour, x: number, y: number, ratio: number): Colour {
	const distance = Math.hypot((x - scene.sunAt[0]) * ratio, y - scene.sunAt[1]);
	if (distance < SUN) return scene.sun;
	return distance < HALO ? mix(scene.sun, sky, (distance - SUN) / (HALO - SUN)) : sky;
}

/** One column: the sky down to the highest hill, then hill before hill, each darker towards its foot. */
function paintColumn(raster: Raster, scene: Scene, column: number, sky: readonly Colour[]): void {
	const { width, height } = raster;
	const x = column / width;
	const ratio = width / height;
	const tops = scene.hills.map((_hill, layer) => horizon(x, layer, scene.waves[layer] ?? 0));
	const isNearSun = Math.abs(x - scene.sunAt[0]) * ratio < HALO;
	for (let row = 0; row < height; row++) {
		const y = row / height;
		const layer = tops.findLastIndex((top) => y >= top);
		const hill = scene.hills[layer];
		const above = sky[row] ?? scene.sky[0];
		const plain = isNearSun ? inSun(scene, above, x, y, ratio) : above;
		put(
			raster,
			(row * width + column) * 3,
			hill === undefined ? plain : mix(hill, BLACK, (y - (tops[layer] ?? 0)) * 0.5),
		);
	}
}

/** Paints a landscape: a sky, a sun, three rows of hills. */
export function paint(scene: Scene, width: number, height: number): Raster {
	const raster = blank(width, height);
	const sky = Array.from({ length: height }, (_, row) =>
		mix(scene.sky[0], scene.sky[1], Math.min(1, row / height / 0.7)),
	);
	for (let column = 0; column < width; column++) paintColumn(raster, scene, column, sky);
	return raster;
}

function caption(raster: Raster, lines: readonly string[]): void {
	const size = Math.max(1, Math.round(raster.width / 260));
	const height = size * 10;
	fill(raster, [0, raster.height - lines.length * height - size * 2, raster.width, raster.height], [20, 20, 20]);
	lines.forEach((line, index) => {
		const top = raster.height - (lines.length - index) * height;
		const cut = line.slice(0, signsIn(raster.width - size * 6, size));
		write(raster, cut, { left: size * 3, top, size, colour: [255, 255, 255] });
	});
}

/** The picture for a prompt. It carries the prompt and the word "sandbox", so that nobody takes it for a model's. */
export const pictureOf = remember({
	most: 64,
	keyOf: (prompt: string, width: number, height: number, seed?: number) =>
		JSON.stringify([prompt, width, height, seed]),
	make: newPicture,
});

function newPicture(prompt: string, width: number, height: number, seed?: number): Buffer {
	const raster = paint(sceneOf(prompt, seed), width, height);
	if (width >= 96 && height >= 64) caption(raster, ['SANDBOX PICTURE', prompt]);
	return encodePng(raster, `sandbox picture: ${prompt}`);
}

/** A day in the hills, as a camera would see it: the demo's photo. */
export function samplePhoto(): Buffer {
	const raster = paint(DAY, 480, 320);
	const random = randomFrom(7);
	for (let at = 0; at < raster.data.length; at++) {
		const grain = (raster.data[at] ?? 0) + (random() - 0.5) * 10;
		raster.data[at] = Math.min(255, Math.max(0, grain));
	}
	return encodePng(raster);
}

export const INVOICE_LINES = [
	'INVOICE',
	'Invoice number: us-001',
	'Invoice date: 2019-02-11',
	'Bill to: John Smith',
	'Due date: 2019-02-26',
	'Front and rear brake cables: 100.00',
	'New set of pedal arms: 30.00',
	'Labor 3 hours: 15.00',
	'Total: $154.06',
] as const;

/** A printed page. Its words also stand in the file's text chunk, where the sandbox's document answers look. */
export function sampleInvoice(): Buffer {
	const raster = blank(560, 360);
	raster.data.fill(255);
	INVOICE_LINES.forEach((line, index) => {
		write(raster, line, { left: 24, top: 24 + index * 36, size: index === 0 ? 3 : 2, colour: [20, 20, 30] });
	});
	return encodePng(raster, INVOICE_LINES.join('\n'));
}
