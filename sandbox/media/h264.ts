import type { Raster } from './png';

/**
 * The plainest H.264 there is: every frame a key frame, every block stored as it is (I_PCM).
 * Nothing is compressed, and every player can show it.
 */

class Bits {
	private readonly pieces: Buffer[] = [];
	private bytes: number[] = [];
	private bit = 0;

	put(value: number, count: number): this {
		for (let place = count - 1; place >= 0; place--) {
			if (this.bit === 0) this.bytes.push(0);
			const last = this.bytes.length - 1;
			this.bytes[last] = (this.bytes[last] ?? 0) | (((value >>> place) & 1) << (7 - this.bit));
			this.bit = (this.bit + 1) % 8;
		}
		return this;
	}

	/** Exponential Golomb code, the standard's number format. */
	golomb(value: number): this {
		const length = Math.floor(Math.log2(value + 1));
		return this.put(0, length).put(value + 1, length + 1);
	}

	/** Whole bytes from here on, none of them below 4. */
	raw(data: Buffer): this {
		this.bit = 0;
		this.pieces.push(escaped(this.bytes), data);
		this.bytes = [];
		return this;
	}

	/** The stop bit, and the bytes. */
	end(): Buffer {
		this.put(1, 1);
		return Buffer.concat([...this.pieces, escaped(this.bytes)]);
	}
}

// Two zeros and a byte up to 3 would read as a start code: a 3 goes between.
function escaped(bytes: readonly number[]): Buffer {
	const out: number[] = [];
	let zeros = 0;
	for (const byte of bytes) {
		if (zeros >= 2 && byte <= 3) {
			out.push(3);
			zeros = 0;
		}
		out.push(byte);
		zeros = byte === 0 ? zeros + 1 : 0;
	}
	return Buffer.from(out);
}

function unit(header: number, bits: Bits): Buffer {
	return Buffer.concat([Buffer.from([header]), bits.end()]);
}

const BASELINE = 66;
const LEVEL = 30;
const I_PCM = 25;

export function sequenceOf(width: number, height: number): Buffer {
	const bits = new Bits().put(BASELINE, 8).put(0xc0, 8).put(LEVEL, 8);
	for (const value of [0, 0, 0, 0, 0]) bits.golomb(value);
	bits
		.put(0, 1)
		.golomb(width / 16 - 1)
		.golomb(height / 16 - 1);
	return unit(0x67, bits.put(0b1000, 4));
}

export function pictureSettings(): Buffer {
	const bits = new Bits().golomb(0).golomb(0).put(0, 2).golomb(0).golomb(0).golomb(0).put(0, 3);
	return unit(0x68, bits.golomb(0).golomb(0).golomb(0).put(0, 3));
}

function clampByte(value: number): number {
	return Math.max(16, Math.min(240, Math.round(value)));
}

function planesOf(raster: Raster, left: number, top: number): Buffer {
	const block = Buffer.alloc(384);
	const at = (x: number, y: number) => {
		const pixel = ((top + y) * raster.width + left + x) * 3;
		return [raster.data[pixel] ?? 0, raster.data[pixel + 1] ?? 0, raster.data[pixel + 2] ?? 0] as const;
	};
	for (let index = 0; index < 256; index++) {
		const [red, green, blue] = at(index % 16, index >> 4);
		block[index] = clampByte(16 + 0.257 * red + 0.504 * green + 0.098 * blue);
	}
	for (let index = 0; index < 64; index++) {
		const [red, green, blue] = at((index % 8) * 2, (index >> 3) * 2);
		block[256 + index] = clampByte(128 - 0.148 * red - 0.291 * green + 0.439 * blue);
		block[320 + index] = clampByte(128 + 0.439 * red - 0.368 * green - 0.071 * blue);
	}
	return block;
}

/** One key frame of a picture whose sides are multiples of 16. */
export function frameOf(raster: Raster, number: number): Buffer {
	// First block 0, an I slice, settings 0, frame 0, its own id, order 0, no marking, quality as set.
	const bits = new Bits()
		.golomb(0)
		.golomb(7)
		.golomb(0)
		.put(0, 4)
		.golomb(number % 2)
		.put(0, 4)
		.put(0, 2)
		.golomb(0);
	for (let top = 0; top < raster.height; top += 16) {
		for (let left = 0; left < raster.width; left += 16) bits.golomb(I_PCM).raw(planesOf(raster, left, top));
	}
	return unit(0x65, bits);
}
