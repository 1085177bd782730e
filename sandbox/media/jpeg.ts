import type { Raster } from './png';

/** A mosaic JPEG: one colour for each block of eight by eight. Coarse, and a whole baseline JPEG all the same. */

const DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

function segment(marker: number, ...content: number[]): Buffer {
	const length = content.length + 2;
	return Buffer.from([0xff, marker, length >> 8, length & 255, ...content]);
}

function dcCodes(): ReadonlyArray<readonly [code: number, length: number]> {
	const codes: Array<readonly [number, number]> = [];
	let code = 0;
	DC_COUNTS.forEach((count, index) => {
		for (let place = 0; place < count; place++) codes.push([code++, index + 1]);
		code <<= 1;
	});
	return codes;
}

class Scan {
	private readonly bytes: number[] = [];
	private buffer = 0;
	private filled = 0;

	put(value: number, count: number): void {
		for (let place = count - 1; place >= 0; place--) {
			this.buffer = (this.buffer << 1) | ((value >> place) & 1);
			if (++this.filled < 8) continue;
			this.bytes.push(this.buffer & 255);
			// A byte of all ones would begin a marker: a zero after it says that it does not.
			if ((this.buffer & 255) === 255) this.bytes.push(0);
			this.buffer = 0;
			this.filled = 0;
		}
	}

	end(): Buffer {
		while (this.filled > 0) this.put(1, 1);
		return Buffer.from(this.bytes);
	}
}

function channelsAt(raster: Raster, left: number, top: number): readonly [number, number, number] {
	const x = Math.min(raster.width - 1, left + 4);
	const y = Math.min(raster.height - 1, top + 4);
	const at = (y * raster.width + x) * raster.channels;
	const red = raster.data[at] ?? 0;
	if (raster.channels === 1) return [red - 128, 0, 0];
	const green = raster.data[at + 1] ?? 0;
	const blue = raster.data[at + 2] ?? 0;
	return [
		Math.round(0.299 * red + 0.587 * green + 0.114 * blue) - 128,
		Math.round(-0.169 * red - 0.331 * green + 0.5 * blue),
		Math.round(0.5 * red - 0.419 * green - 0.081 * blue),
	];
}

function scanOf(raster: Raster): Buffer {
	const scan = new Scan();
	const codes = dcCodes();
	const before = [0, 0, 0];
	for (let top = 0; top < raster.height; top += 8) {
		for (let left = 0; left < raster.width; left += 8) {
			channelsAt(raster, left, top).forEach((value, channel) => {
				const change = value - (before[channel] ?? 0);
				before[channel] = value;
				const size = change === 0 ? 0 : Math.floor(Math.log2(Math.abs(change))) + 1;
				const [code, length] = codes[size] ?? [0, 2];
				scan.put(code, length);
				scan.put(change < 0 ? change + (1 << size) - 1 : change, size);
				scan.put(0, 1);
			});
		}
	}
	return scan.end();
}

/** Writes a picture as a mosaic JPEG. */
export function encodeJpeg(raster: Raster): Buffer {
	const { width, height } = raster;
	return Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		segment(0xe0, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0),
		// Eights throughout: the first coefficient is eight times the mean, so the mean is what gets written.
		segment(0xdb, 0, ...Array<number>(64).fill(8)),
		segment(0xc0, 8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0),
		segment(0xc4, 0, ...DC_COUNTS, ...DC_VALUES),
		// One code only: "nothing more in this block".
		segment(0xc4, 0x10, 1, ...Array<number>(15).fill(0), 0),
		segment(0xda, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0),
		scanOf(raster),
		Buffer.from([0xff, 0xd9]),
	]);
}
