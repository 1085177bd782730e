import { WaveFile } from 'wavefile';
import { remember } from '../remember';
import { hash, wordsOf } from '../words';
import { fieldsOf, numberOf } from '../values';

const RATE = 16_000;
const NOTES = [262, 294, 330, 392, 440, 523, 587, 659];
/** RIFF's name for a comment. */
const COMMENT = 'ICMT';

export interface Sound {
	rate: number;
	samples: Float32Array;
	comment?: string;
}

/** Writes a sound as WAV (mono, 16 bit), with a comment where one is given. */
export function encodeWav({ rate, samples, comment }: Sound): Buffer {
	const wave = new WaveFile();
	wave.fromScratch(
		1,
		rate,
		'16',
		Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32767)),
	);
	if (comment !== undefined) wave.setTag(COMMENT, comment);
	return Buffer.from(wave.toBuffer());
}

/** A WAV's length, loudness and comment. */
export interface Heard {
	seconds: number;
	loudness: number;
	comment?: string;
}

/** Reads a 16-bit WAV; undefined for other and broken files. */
export function readWav(file: Buffer): Heard | undefined {
	if (file.toString('latin1', 0, 4) !== 'RIFF') return undefined;
	try {
		const wave = new WaveFile(file);
		const { samples } = fieldsOf(wave.data);
		const data = Buffer.from(samples instanceof Uint8Array ? samples : []);
		const seconds = data.length / (numberOf(fieldsOf(wave.fmt).byteRate, 0) || RATE * 2);
		return { seconds, loudness: loudnessOf(data), comment: wave.getTag(COMMENT) ?? undefined };
	} catch {
		return undefined;
	}
}

/** The mean of every 32nd sample's size, from 0 to 1. */
function loudnessOf(data: Buffer): number {
	let sum = 0;
	let count = 0;
	for (let at = 0; at + 2 <= data.length; at += 64) {
		sum += Math.abs(data.readInt16LE(at));
		count++;
	}
	return count === 0 ? 0 : sum / count / 32768;
}

/** A tune with one note for each word, in place of speech. */
export function tuneOf(text: string, most = 60): Sound {
	const words = wordsOf(text).slice(0, most);
	const notes = words.length > 0 ? words : ['silence'];
	const noteLength = Math.round(RATE * 0.18);
	const samples = new Float32Array(notes.length * noteLength);
	notes.forEach((word, place) => {
		const pitch = NOTES[hash(word) % NOTES.length] ?? 440;
		for (let index = 0; index < noteLength; index++) {
			const rise = Math.min(1, index / 400, (noteLength - index) / 800);
			samples[place * noteLength + index] = Math.sin((2 * Math.PI * pitch * index) / RATE) * 0.4 * rise;
		}
	});
	return { rate: RATE, samples, comment: text };
}

/** The tune as a WAV file. Its comment holds the words; the sandbox's speech recognition reads them there. */
export const speechOf = remember({
	most: 64,
	keyOf: (text: string) => text,
	make: (text: string) => encodeWav(tuneOf(text)),
});

/** A sound made from other bytes, for tasks that turn sound into sound. */
export function echoOf(bytes: Buffer, part: number): Buffer {
	const known = readWav(bytes);
	return speechOf(known?.comment ?? `part ${part} of ${bytes.length} bytes`);
}
