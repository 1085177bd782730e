import { decode, encode } from 'jpeg-js';
import type { Raster } from './png';

const QUALITY = 85;
const MOST_MEGAPIXELS = 50;

function rgba({ width, height, channels, data }: Raster): Buffer {
	if (channels === 4) return data;
	const wide = Buffer.alloc(width * height * 4, 255);
	for (let pixel = 0; pixel < width * height; pixel++) {
		for (let channel = 0; channel < 3; channel++) {
			wide[pixel * 4 + channel] = data[pixel * channels + Math.min(channel, channels - 1)] ?? 0;
		}
	}
	return wide;
}

/** Writes a picture as JPEG. */
export function encodeJpeg(raster: Raster): Buffer {
	return encode({ width: raster.width, height: raster.height, data: rgba(raster) }, QUALITY).data;
}

/** Reads a JPEG as RGBA; undefined for other and broken files. */
export function decodeJpeg(file: Buffer): Raster | undefined {
	if (file[0] !== 0xff || file[1] !== 0xd8) return undefined;
	try {
		const { width, height, data } = decode(file, { maxResolutionInMP: MOST_MEGAPIXELS, useTArray: true });
		return { width, height, channels: 4, data: Buffer.from(data) };
	} catch {
		return undefined;
	}
}
