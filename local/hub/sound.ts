import { WaveFile } from 'wavefile';
import { Refusal } from '../refusal';

/** Largest value of a sample of 16 bits. */
const FULL = 32_767;

/**
 * The samples of a WAV, of one channel, at the given rate, from -1 to 1.
 * @throws {Refusal} 415 for other formats: transformers.js decodes no sound in Node
 */
export function samplesOf(bytes: Uint8Array, rate: number): Float32Array {
	// A WAV says so in its first letters and in its ninth to twelfth.
	const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
	if (!/^RI(FF|FX)....WAVE$/s.test(head))
		throw new Refusal(415, 'This server reads WAV alone: convert the recording first');
	const wav = new WaveFile();
	wav.fromBuffer(bytes);
	wav.toBitDepth('32f');
	// Without need it would bend the samples all the same.
	if (rateOf(wav) !== rate) wav.toSampleRate(rate);
	const channels: Float64Array | Float64Array[] = wav.getSamples();
	return Float32Array.from(Array.isArray(channels) ? (channels[0] ?? []) : channels);
}

/** Samples from -1 to 1 as a WAV of 16 bits. */
export function wavOf(samples: Float32Array, rate: number): Buffer {
	const wav = new WaveFile();
	const values = Array.from(samples, (value) => Math.round(Math.max(-1, Math.min(1, value)) * FULL));
	wav.fromScratch(1, rate, '16', values);
	return Buffer.from(wav.toBuffer());
}

function rateOf({ fmt }: WaveFile): number {
	return 'sampleRate' in fmt ? Number(fmt.sampleRate) : 0;
}
