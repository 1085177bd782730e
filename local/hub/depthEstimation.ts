import { fileOf } from './read';
import type { HubTask, RawImage } from './task';

/** The map of depths as a PNG of grey, light is near. */
export const depthEstimation: HubTask = {
	pipeline: 'depth-estimation',
	answer: async (pipe, order, { picture, png }) => {
		const { depth } = (await pipe(await picture(fileOf(order)))) as { depth: RawImage };
		return { media: await png(depth), type: 'image/png' };
	},
};
