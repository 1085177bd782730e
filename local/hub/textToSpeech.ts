import { invalid } from '../refusal';
import { wavOf } from './sound';
import type { HubTask } from './task';

/** The voice as a WAV of 16 bits. */
export const textToSpeech: HubTask = {
	pipeline: 'text-to-speech',
	answer: async (pipe, { inputs }) => {
		if (typeof inputs !== 'string' || inputs === '') throw invalid('`inputs` must be a text');
		const { data, sampling_rate: rate } = (await pipe(inputs)) as { data: Float32Array; sampling_rate: number };
		return { media: wavOf(data, rate), type: 'audio/wav' };
	},
};
