import type { Answer } from '../answers/answer';
import { encodeJpeg } from './jpeg';
import { decodePng } from './png';

/** The same picture in the server's format: JPEG, or PNG as it is. */
export function asFormat(found: Answer, format: string): Answer {
	if (!('media' in found) || format !== 'jpeg') return found;
	const raster = decodePng(found.media);
	return raster === undefined ? found : { media: encodeJpeg(raster), type: 'image/jpeg' };
}
