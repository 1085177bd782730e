import { fileOf, generationOf } from './read';
import type { HubTask } from './task';

export const imageToText: HubTask = {
	pipeline: 'image-to-text',
	answer: async (pipe, order, { picture }) => await pipe(await picture(fileOf(order)), generationOf(order)),
};
