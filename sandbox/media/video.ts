import { fill, write } from './font';
import { frameOf, pictureSettings, sequenceOf } from './h264';
import { paint, sceneOf } from './picture';
import type { Raster } from './png';

const WIDTH = 128;
const HEIGHT = 96;
const FRAMES_PER_SECOND = 8;

function numbers(...values: number[]): Buffer {
	const bytes = Buffer.alloc(values.length * 4);
	values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
	return bytes;
}

function shorts(...values: number[]): Buffer {
	const bytes = Buffer.alloc(values.length * 2);
	values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
	return bytes;
}

function box(type: string, ...content: Buffer[]): Buffer {
	const body = Buffer.concat(content);
	return Buffer.concat([numbers(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

const IDENTITY = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

function sampleEntry(sequence: Buffer, settings: Buffer): Buffer {
	const configuration = box(
		'avcC',
		Buffer.from([1, sequence[1] ?? 0, sequence[2] ?? 0, sequence[3] ?? 0, 0xff, 0xe1]),
		shorts(sequence.length),
		sequence,
		Buffer.from([1]),
		shorts(settings.length),
		settings,
	);
	const fields = [
		numbers(0),
		shorts(0, 1),
		Buffer.alloc(16),
		shorts(WIDTH, HEIGHT),
		numbers(0x480000, 0x480000, 0),
		shorts(1),
		Buffer.alloc(32),
		shorts(24, 0xffff),
	];
	return box('stsd', numbers(0, 1), box('avc1', ...fields, configuration));
}

function sampleTable(samples: readonly Buffer[], offset: number): Buffer {
	return box(
		'stbl',
		sampleEntry(sequenceOf(WIDTH, HEIGHT), pictureSettings()),
		box('stts', numbers(0, 1, samples.length, 1)),
		box('stsc', numbers(0, 1, 1, samples.length, 1)),
		box('stsz', numbers(0, 0, samples.length, ...samples.map(({ length }) => length))),
		box('stco', numbers(0, 1, offset)),
	);
}

function movie(samples: readonly Buffer[], offset: number): Buffer {
	const length = samples.length;
	const header = box(
		'mvhd',
		numbers(0, 0, 0, FRAMES_PER_SECOND, length, 0x10000),
		shorts(0x100, 0),
		numbers(0, 0, ...IDENTITY),
		Buffer.alloc(24),
		numbers(2),
	);
	const track = box(
		'tkhd',
		numbers(3, 0, 0, 1, 0, length, 0, 0),
		shorts(0, 0, 0, 0),
		numbers(...IDENTITY, WIDTH << 16, HEIGHT << 16),
	);
	const handler = box('hdlr', numbers(0, 0), Buffer.from('vide'), numbers(0, 0, 0), Buffer.from('sandbox\0'));
	const data = box('dinf', box('dref', numbers(0, 1), box('url ', numbers(1))));
	const media = box('minf', box('vmhd', numbers(1), shorts(0, 0, 0, 0)), data, sampleTable(samples, offset));
	const times = box('mdhd', numbers(0, 0, 0, FRAMES_PER_SECOND, length), shorts(0x55c4, 0));
	return box('moov', header, box('trak', track, box('mdia', times, handler, media)));
}

function paintFrame(prompt: string, seed: number, share: number): Raster {
	const scene = sceneOf(prompt, seed);
	const raster = paint({ ...scene, sunAt: [0.1 + share * 0.8, scene.sunAt[1]] }, WIDTH, HEIGHT);
	fill(raster, [0, HEIGHT - 11, WIDTH, 11], [20, 20, 20]);
	write(raster, 'SANDBOX VIDEO', { left: 3, top: HEIGHT - 9, size: 1, colour: [255, 255, 255] });
	return raster;
}

/** A short film for a prompt: a sun that crosses the sky, 8 frames a second, as MP4. */
export function videoOf(prompt: string, seed: number, frames: number): Buffer {
	const count = Math.max(1, Math.min(24, Math.round(frames)));
	const samples = Array.from({ length: count }, (_, place) => {
		const frame = frameOf(paintFrame(prompt, seed, place / count), place);
		return Buffer.concat([numbers(frame.length), frame]);
	});
	const type = box('ftyp', Buffer.from('isom'), numbers(0x200), Buffer.from('isomiso2avc1mp41'));
	// The table must know where the frames begin, and its own length does not depend on that.
	const offset = type.length + movie(samples, 0).length + 8;
	return Buffer.concat([type, movie(samples, offset), box('mdat', ...samples)]);
}
