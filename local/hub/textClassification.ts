import { numberOf } from '../values';
import { textOf } from './read';
import type { HubTask } from './task';

export const textClassification: HubTask = {
	pipeline: 'text-classification',
	answer: async (pipe, order) => {
		const text = textOf(order);
		return await pipe(text, { top_k: numberOf(order.parameters?.top_k, 5) });
	},
};
