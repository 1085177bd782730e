import { Readable } from 'node:stream';
import { InputFile } from '../../../nodes/shared/client/inputFile';
import { annotated } from '../../../nodes/shared/tasks/answers/annotate';
import { photo } from './photo';

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
