import { numberOf } from '../values';
import { fileOf } from './read';
import type { HubTask } from './task';

export const imageClassification: HubTask = {
	pipeline: 'image-classification',
	answer: async (pipe, order, { picture }) => {
		return await pipe(await picture(fileOf(order)), { top_k: numberOf(order.parameters?.top_k, 5) });
	},
};
