import { encode } from 'jpeg-js';

/** A JPEG of 8 by 6 pixels whose Exif data says how it is turned. */
export function photo(orientation: number): Buffer {
	const { data } = encode({ width: 8, height: 6, data: Buffer.alloc(8 * 6 * 4, 0x80) });
	const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
	tiff.writeUInt16BE(orientation, 18);
	const exif = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
	const length = Buffer.alloc(2);
	length.writeUInt16BE(exif.length + 2);
	return Buffer.concat([data.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, exif, data.subarray(2)]);
}
