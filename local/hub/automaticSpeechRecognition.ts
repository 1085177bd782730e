import { fileOf, generationOf } from './read';
import { samplesOf } from './sound';
import type { HubTask } from './task';

/** Whisper hears 16,000 samples a second. */
const RATE = 16_000;
/** Longer recordings are heard in pieces of this many seconds. */
const PIECE_SECONDS = 30;

export const automaticSpeechRecognition: HubTask = {
	pipeline: 'automatic-speech-recognition',
	answer: async (pipe, order) => {
		const samples = samplesOf(fileOf(order), RATE);
		const options = samples.length > PIECE_SECONDS * RATE ? { chunk_length_s: PIECE_SECONDS } : {};
		return await pipe(samples, { ...options, ...generationOf(order) });
	},
};
