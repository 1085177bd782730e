import { generationOf, textOf } from './read';
import type { HubTask } from './task';

export const summarization: HubTask = {
	pipeline: 'summarization',
	answer: async (pipe, order) => await pipe(textOf(order), generationOf(order)),
};
