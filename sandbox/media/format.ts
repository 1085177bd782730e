import type { Answer } from '../answers/answer';
import { digestOf, remember } from '../remember';
import { encodeJpeg } from './jpeg';
import { decodePng } from './png';

/** The JPEG of a PNG; undefined for other and broken files. */
const jpegOf = remember({ most: 64, keyOf: digestOf, make: newJpeg });

function newJpeg(png: Buffer): Buffer | undefined {
	const raster = decodePng(png);
	return raster && encodeJpeg(raster);
}

/** The same picture in the server's format: JPEG, or PNG as it is. */
export function asFormat(found: Answer, format: string): Answer {
	if (!('media' in found) || format !== 'jpeg') return found;
	const jpeg = jpegOf(found.media);
	return jpeg === undefined ? found : { media: jpeg, type: 'image/jpeg' };
}
