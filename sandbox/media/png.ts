import { crc32 } from 'node:zlib';
import { PNG } from 'pngjs';

/** A picture in memory: `channels` bytes for each pixel, rows from the top. */
export interface Raster {
	width: number;
	height: number;
	channels: 1 | 3 | 4;
	data: Buffer;
}

/** PNG's numbers for grey, RGB and RGBA. */
const COLOUR_TYPES = { 1: 0, 3: 2, 4: 6 } as const;
/** As small as it gets in little time: the default strategy makes these pictures six times larger. */
const COMPRESSION = { deflateLevel: 3, deflateStrategy: 0, filterType: 0 };
/** Signature and header chunk. */
const START_LENGTH = 33;
const CHUNK_OVERHEAD = 12;

/** A black picture. */
export function blank(width: number, height: number, channels: 1 | 3 | 4 = 3): Raster {
	return { width, height, channels, data: Buffer.alloc(width * height * channels) };
}

/** A text chunk. pngjs does not write text. */
function textChunk(comment: string): Buffer {
	const content = Buffer.from(`tEXtComment\0${comment}`, 'latin1');
	const chunk = Buffer.alloc(content.length + 8);
	chunk.writeUInt32BE(content.length - 4);
	content.copy(chunk, 4);
	chunk.writeUInt32BE(crc32(content), content.length + 4);
	return chunk;
}

/** Writes a picture as PNG, with a text chunk for a given comment. */
export function encodePng({ width, height, channels, data }: Raster, comment?: string): Buffer {
	const colorType = COLOUR_TYPES[channels];
	const picture = new PNG({ width: 1, height: 1 });
	Object.assign(picture, { width, height, data });
	const png = PNG.sync.write(picture, { colorType, inputColorType: colorType, ...COMPRESSION });
	if (comment === undefined) return png;
	return Buffer.concat([png.subarray(0, START_LENGTH), textChunk(comment), png.subarray(START_LENGTH)]);
}

/** The texts in a PNG's text chunks. */
export function pngComments(png: Buffer): string[] {
	const comments: string[] = [];
	for (let at = 8; at + 8 <= png.length; at += CHUNK_OVERHEAD + png.readUInt32BE(at)) {
		if (png.toString('latin1', at + 4, at + 8) !== 'tEXt') continue;
		const text = png.toString('latin1', at + 8, at + 8 + png.readUInt32BE(at));
		comments.push(text.slice(text.indexOf('\0') + 1));
	}
	return comments;
}

/** Reads a PNG as RGBA; undefined for other and broken files. */
export function decodePng(file: Buffer): Raster | undefined {
	if (file[0] !== 0x89) return undefined;
	try {
		const { width, height, data } = PNG.sync.read(file);
		return { width, height, channels: 4, data };
	} catch {
		return undefined;
	}
}
