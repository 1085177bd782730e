import { crc32 as zlibCrc32, deflateSync, inflateSync } from 'node:zlib';

/** A picture in memory: `channels` bytes for each pixel, rows from the top. */
export interface Raster {
	width: number;
	height: number;
	channels: 1 | 3 | 4;
	data: Buffer;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOUR_TYPES = { 1: 0, 3: 2, 4: 6 } as const;
const CHANNELS: Record<number, 1 | 3 | 4> = { 0: 1, 2: 3, 3: 1, 6: 4 };

// Node 20 knows zlib.crc32 from 20.15 on, and the sandbox wants no more than that.
function checksum(bytes: Buffer): Buffer {
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(zlibCrc32(bytes) >>> 0);
	return sum;
}

function chunk(type: string, data: Buffer): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	return Buffer.concat([length, named, checksum(named)]);
}

export function blank(width: number, height: number, channels: 1 | 3 | 4 = 3): Raster {
	return { width, height, channels, data: Buffer.alloc(width * height * channels) };
}

/** Writes a picture as PNG, with a text chunk where one is given. */
export function encodePng(raster: Raster, comment?: string): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(raster.width, 0);
	header.writeUInt32BE(raster.height, 4);
	header[8] = 8;
	header[9] = COLOUR_TYPES[raster.channels];
	const rowLength = raster.width * raster.channels;
	const rows = Buffer.alloc((rowLength + 1) * raster.height);
	for (let y = 0; y < raster.height; y++) {
		raster.data.copy(rows, y * (rowLength + 1) + 1, y * rowLength, (y + 1) * rowLength);
	}
	const text = comment === undefined ? [] : [chunk('tEXt', Buffer.from(`Comment\0${comment}`, 'latin1'))];
	return Buffer.concat([
		SIGNATURE,
		chunk('IHDR', header),
		...text,
		chunk('IDAT', deflateSync(rows, { level: 3 })),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

interface Chunks {
	header: Buffer;
	palette: Buffer;
	data: Buffer[];
	comments: string[];
}

function readChunks(png: Buffer): Chunks {
	const found: Chunks = { header: Buffer.alloc(13), palette: Buffer.alloc(0), data: [], comments: [] };
	for (let at = 8; at + 8 <= png.length;) {
		const length = png.readUInt32BE(at);
		const type = png.toString('latin1', at + 4, at + 8);
		const data = png.subarray(at + 8, at + 8 + length);
		if (type === 'IHDR') found.header = data;
		if (type === 'PLTE') found.palette = data;
		if (type === 'IDAT') found.data.push(data);
		if (type === 'tEXt') found.comments.push(data.toString('latin1').replace(/^[^\0]*\0/, ''));
		at += 12 + length;
	}
	return found;
}

/** The texts that a PNG carries beside its pixels. */
export function pngComments(png: Buffer): string[] {
	return readChunks(png).comments;
}

function paeth(left: number, up: number, corner: number): number {
	const guess = left + up - corner;
	const toLeft = Math.abs(guess - left);
	const toUp = Math.abs(guess - up);
	const toCorner = Math.abs(guess - corner);
	if (toLeft <= toUp && toLeft <= toCorner) return left;
	return toUp <= toCorner ? up : corner;
}

function predict(filter: number, left: number, up: number, corner: number): number {
	if (filter === 1) return left;
	if (filter === 2) return up;
	if (filter === 3) return (left + up) >> 1;
	return filter === 4 ? paeth(left, up, corner) : 0;
}

function unfilter(rows: Buffer, height: number, rowLength: number, step: number): Buffer {
	const plain = Buffer.alloc(height * rowLength);
	for (let y = 0; y < height; y++) {
		const filter = rows[y * (rowLength + 1)] ?? 0;
		const start = y * rowLength;
		for (let x = 0; x < rowLength; x++) {
			const left = x >= step ? (plain[start + x - step] ?? 0) : 0;
			const up = y > 0 ? (plain[start + x - rowLength] ?? 0) : 0;
			const corner = y > 0 && x >= step ? (plain[start + x - rowLength - step] ?? 0) : 0;
			plain[start + x] = (rows[y * (rowLength + 1) + 1 + x] ?? 0) + predict(filter, left, up, corner);
		}
	}
	return plain;
}

function colours(indexes: Buffer, palette: Buffer): Buffer {
	const data = Buffer.alloc(indexes.length * 3);
	for (let index = 0; index < indexes.length; index++) {
		palette.copy(data, index * 3, (indexes[index] ?? 0) * 3, (indexes[index] ?? 0) * 3 + 3);
	}
	return data;
}

/** Reads the common PNGs (8 bit, not interlaced); undefined for all others. */
export function decodePng(png: Buffer): Raster | undefined {
	if (!png.subarray(0, 8).equals(SIGNATURE)) return undefined;
	const { header, palette, data } = readChunks(png);
	const channels = CHANNELS[header[9] ?? -1];
	if (header[8] !== 8 || header[12] !== 0 || channels === undefined) return undefined;
	const width = header.readUInt32BE(0);
	const height = header.readUInt32BE(4);
	try {
		const plain = unfilter(inflateSync(Buffer.concat(data)), height, width * channels, channels);
		if (header[9] === 3) return { width, height, channels: 3, data: colours(plain, palette) };
		return { width, height, channels, data: plain };
	} catch {
		return undefined;
	}
}
