import { hash, wordsOf } from '../words';

const RATE = 16_000;
const NOTES = [262, 294, 330, 392, 440, 523, 587, 659];

export interface Sound {
	rate: number;
	samples: Float32Array;
	comment?: string;
}

function chunk(id: string, data: Buffer): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32LE(data.length);
	const padding = Buffer.alloc(data.length % 2);
	return Buffer.concat([Buffer.from(id, 'latin1'), length, data, padding]);
}

function format(rate: number): Buffer {
	const data = Buffer.alloc(16);
	data.writeUInt16LE(1, 0);
	data.writeUInt16LE(1, 2);
	data.writeUInt32LE(rate, 4);
	data.writeUInt32LE(rate * 2, 8);
	data.writeUInt16LE(2, 12);
	data.writeUInt16LE(16, 14);
	return data;
}

/** Writes a sound as WAV (mono, 16 bit), with a comment where one is given. */
export function encodeWav({ rate, samples, comment }: Sound): Buffer {
	const data = Buffer.alloc(samples.length * 2);
	samples.forEach((sample, index) =>
		data.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32767), index * 2),
	);
	const note =
		comment === undefined
			? []
			: [chunk('LIST', Buffer.concat([Buffer.from('INFO'), chunk('ICMT', Buffer.from(comment))]))];
	const body = Buffer.concat([Buffer.from('WAVE'), chunk('fmt ', format(rate)), ...note, chunk('data', data)]);
	return chunk('RIFF', body);
}

/** Reads a 16-bit WAV's length, loudness and comment; undefined for any other file. */
export function readWav(bytes: Buffer): { seconds: number; loudness: number; comment?: string } | undefined {
	if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return undefined;
	let bytesPerSecond = RATE * 2;
	let data = Buffer.alloc(0);
	let comment: string | undefined;
	for (let at = 12; at + 8 <= bytes.length;) {
		const id = bytes.toString('latin1', at, at + 4);
		const length = bytes.readUInt32LE(at + 4);
		const content = bytes.subarray(at + 8, at + 8 + length);
		if (id === 'fmt ' && content.length >= 12) bytesPerSecond = content.readUInt32LE(8) || bytesPerSecond;
		if (id === 'data') data = Buffer.from(content);
		if (id === 'LIST' && content.toString('latin1', 4, 8) === 'ICMT') {
			comment = content.toString('utf8', 12, 12 + content.readUInt32LE(8));
		}
		at += 8 + length + (length % 2);
	}
	return { seconds: data.length / bytesPerSecond, loudness: loudnessOf(data), comment };
}

function loudnessOf(data: Buffer): number {
	let sum = 0;
	let count = 0;
	for (let at = 0; at + 2 <= data.length; at += 64) {
		sum += Math.abs(data.readInt16LE(at));
		count++;
	}
	return count === 0 ? 0 : sum / count / 32768;
}

/** A tune with one note for each word: what the sandbox says in place of speech. */
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

/** The tune as a WAV file; the words stand in its comment, so that the sandbox can "hear" them again. */
export function speechOf(text: string): Buffer {
	return encodeWav(tuneOf(text));
}

/** A sound made from other bytes, for tasks that turn sound into sound. */
export function echoOf(bytes: Buffer, part: number): Buffer {
	const known = readWav(bytes);
	return speechOf(known?.comment ?? `part ${part} of ${bytes.length} bytes`);
}
