import { numberOf } from '../values';
import { textOf } from './read';
import type { HubTask } from './task';

export const fillMask: HubTask = {
	pipeline: 'fill-mask',
	answer: async (pipe, order) => await pipe(textOf(order), { top_k: numberOf(order.parameters?.top_k, 5) }),
};
