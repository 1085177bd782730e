import { Readable } from 'node:stream';
import { encode } from 'jpeg-js';
import { InputFile } from '../../../nodes/shared/client/inputFile';
import { annotated } from '../../../nodes/shared/tasks/answers/annotate';

/** A JPEG of 8 by 6 pixels whose Exif data says how it is turned. */
function photo(orientation: number): Buffer {
	const { data } = encode({ width: 8, height: 6, data: Buffer.alloc(8 * 6 * 4, 0x80) });
	const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
	tiff.writeUInt16BE(orientation, 18);
	const exif = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
	const length = Buffer.alloc(2);
	length.writeUInt16BE(exif.length + 2);
	return Buffer.concat([data.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, exif, data.subarray(2)]);
}

async function frameOf(bytes: Buffer): Promise<string | undefined> {
	const open = async (): Promise<Readable> => Readable.from([bytes], { objectMode: false });
	const picture = new InputFile({ open, size: bytes.length, mediaType: 'image/jpeg' });
	const svg = await annotated(picture, [{ label: 'cat', score: 0.9, box: { xmin: 1, ymin: 1, xmax: 5, ymax: 7 } }]);
	return /viewBox="0 0 ([\d ]+)"/.exec(svg?.toString('utf8') ?? '')?.[1];
}

it.each([5, 6, 7, 8])(
	'G3: a photo with orientation %d is drawn upright, with its sides swapped',
	async (orientation) => {
		expect(await frameOf(photo(orientation))).toBe('6 8');
	},
);

it.each([0, 1, 2, 3, 4, 9])('G3: a photo with orientation %d keeps its sides', async (orientation) => {
	expect(await frameOf(photo(orientation))).toBe('8 6');
});
