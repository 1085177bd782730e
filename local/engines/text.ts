import type { Load } from './engine';

interface Line {
	readonly text: string;
	readonly mean: number;
	readonly box?: number[][];
}
interface Ocr {
	detect(image: Buffer): Promise<Line[]>;
}
interface Library {
	default: { create(options: { onnxOptions: object }): Promise<Ocr> };
}

/** The model reads Chinese too, and sometimes takes a digit for the wide one of Chinese print: they mean the same. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_OFFSET = 0xfee0;

/** PP-OCRv4 by PaddleOCR, in ONNX. Takes a picture, gives its text with a line for each line of print, from top to bottom. */
export const load: Load = async (context) => {
	const { default: library } = (await context.import('@gutenye/ocr-node')) as Library;
	// Several threads wait for each other in a loop: on a busy machine one is much faster.
	const ocr = await library.create({ onnxOptions: { intraOpNumThreads: 1, interOpNumThreads: 1 } });
	return async (image) => inLines(await ocr.detect(Buffer.from(image as Uint8Array)));
};

/** Pieces of print that stand side by side are one line. */
function inLines(pieces: readonly Line[]): string {
	const lines: Array<{ middle: number; pieces: Array<{ left: number; text: string }> }> = [];
	for (const { text, box = [] } of pieces) {
		const [top, bottom] = [
			Math.min(...box.map((point) => point[1] ?? 0)),
			Math.max(...box.map((point) => point[1] ?? 0)),
		];
		const piece = { left: Math.min(...box.map((point) => point[0] ?? 0)), text };
		const middle = (top + bottom) / 2;
		const line = lines.find((other) => Math.abs(other.middle - middle) < (bottom - top) / 2);
		if (line === undefined) lines.push({ middle, pieces: [piece] });
		else line.pieces.push(piece);
	}
	return lines
		.sort((one, other) => one.middle - other.middle)
		.map((line) =>
			line.pieces
				.sort((one, other) => one.left - other.left)
				.map(({ text }) => text)
				.join(' '),
		)
		.join('\n')
		.replace(FULL_WIDTH, (letter) => String.fromCharCode(letter.charCodeAt(0) - FULL_WIDTH_OFFSET));
}
