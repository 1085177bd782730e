import { generationOf, textOf } from './read';
import type { HubTask } from './task';

export const translation: HubTask = {
	pipeline: 'translation',
	answer: async (pipe, order) => await pipe(textOf(order), generationOf(order)),
};
