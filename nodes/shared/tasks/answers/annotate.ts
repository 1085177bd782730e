import { imageSize } from 'image-size';
import type { InputFile } from '../../client/inputFile';
import { isObject, type JsonObject, type JsonValue } from '../../client/json';
import { MB, collect } from '../../http/collect';

/** A picture is held in memory to be put into the SVG. */
const MAX_PICTURE_BYTES = 100 * MB;
const COLORS = ['#e6194b', '#3cb44b', '#4363d8', '#f58231', '#911eb4', '#008080', '#9a6324', '#800000'];

/**
 * An SVG of the picture with a box, a label and a score for each detection.
 * @param detections `[{ label, score, box: { xmin, ymin, xmax, ymax } }]`, in pixels of the picture
 * @returns undefined for a picture whose size cannot be read, or that is too large
 */
export async function annotated(picture: InputFile, detections: JsonValue | undefined): Promise<Buffer | undefined> {
	if ((picture.size ?? 0) > MAX_PICTURE_BYTES || !Array.isArray(detections)) return undefined;
	const bytes = await collect(await picture.open(), MAX_PICTURE_BYTES);
	const size = sizeOf(bytes);
	if (size === undefined) return undefined;
	const { width, height } = size;
	const scale = Math.max(1, Math.max(width, height) / 800);
	const labels = [...new Set(detections.filter(isObject).map(({ label }) => String(label ?? '')))];
	const boxes = detections.filter(isObject).map((detection) => boxOf(detection, labels, scale));
	const image =
		`<image width="${width}" height="${height}" ` +
		`href="data:${picture.mediaType};base64,${bytes.toString('base64')}"/>`;
	return Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
			`viewBox="0 0 ${width} ${height}">${image}${boxes.join('')}</svg>`,
	);
}

/** The size in which a picture is shown; models see it the same way. Source: Exif 2.3, tag Orientation. */
function sizeOf(bytes: Uint8Array): { width: number; height: number } | undefined {
	try {
		const { width, height, orientation = 1 } = imageSize(bytes);
		const isTurned = orientation >= 5 && orientation <= 8;
		return isTurned ? { width: height, height: width } : { width, height };
	} catch {
		return undefined;
	}
}

function boxOf({ label, score, box }: JsonObject, labels: readonly string[], scale: number): string {
	if (!isObject(box)) return '';
	const [xmin, ymin, xmax, ymax] = [box.xmin, box.ymin, box.xmax, box.ymax].map(Number);
	if (
		xmin === undefined ||
		ymin === undefined ||
		xmax === undefined ||
		ymax === undefined ||
		[xmin, ymin, xmax, ymax].some(Number.isNaN)
	)
		return '';
	const name = String(label ?? '');
	const color = COLORS[labels.indexOf(name) % COLORS.length] ?? '#000000';
	const words = typeof score === 'number' ? `${name} ${score.toFixed(2)}` : name;
	const font = 14 * scale;
	const textWidth = (words.length * 0.6 + 0.8) * font;
	const top = ymin >= font * 1.4 ? ymin - font * 1.4 : ymin;
	return [
		`<rect x="${xmin}" y="${ymin}" width="${Math.max(0, xmax - xmin)}" ` +
			`height="${Math.max(0, ymax - ymin)}" fill="none" stroke="${color}" stroke-width="${2 * scale}"/>`,
		`<rect x="${xmin}" y="${top}" width="${textWidth}" height="${font * 1.4}" fill="${color}"/>`,
		`<text x="${xmin + font * 0.4}" y="${top + font * 1.05}" font-family="sans-serif" ` +
			`font-size="${font}" fill="#ffffff">${escaped(words)}</text>`,
	].join('');
}

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/[^\P{C}\n]/gu, '');
}
