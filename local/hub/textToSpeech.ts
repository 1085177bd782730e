import { invalid } from '../refusal';
import { wavOf } from './sound';
import type { HubTask } from './task';

/** The voice as a WAV of 16 bits. */
export const textToSpeech: HubTask = {
	pipeline: 'text-to-speech',
	answer: async (pipe, { inputs }) => {
		if (typeof inputs !== 'string' || inputs === '') throw invalid('`inputs` must be a text');
		const { audio, sampling_rate: rate } = (await pipe(inputs)) as { audio: Float32Array; sampling_rate: number };
		return { media: wavOf(audio, rate), type: 'audio/wav' };
	},
};
