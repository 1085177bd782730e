import type { JsonValue } from '../../client/json';

const DEFAULT_RATE = 16_000;

/**
 * A WAV file (16 bit PCM) of samples, given as one list or as a list for each channel: the form in which the Endpoints
 * toolkit answers text-to-speech. Samples are numbers between -1 and 1, or integers of 8 to 32 bits. A sample that is
 * null was NaN, and is silent.
 * @returns undefined where the list holds no samples
 */
export function wavOf(json: readonly JsonValue[], sampleRate = DEFAULT_RATE): Buffer | undefined {
	const channels = channelsOf(json);
	const length = channels?.[0]?.length ?? 0;
	if (channels === undefined || length === 0) return undefined;
	const { zero, range } = scaleOf(channels);
	const data = Buffer.alloc(length * channels.length * 2);
	for (let i = 0; i < length; i++) {
		for (const [c, channel] of channels.entries()) {
			const sample = Math.max(-1, Math.min(1, ((channel[i] ?? zero) - zero) / range));
			data.writeInt16LE(Math.round(sample * 32_767), (i * channels.length + c) * 2);
		}
	}
	return Buffer.concat([header(data.length, channels.length, Math.round(sampleRate)), data]);
}

/** Floats beyond this are integers in float's clothes. */
const LOUDEST_FLOAT = 16;

interface Scale {
	/** The sample of silence. */
	readonly zero: number;
	/** The distance of the loudest sample from it. */
	readonly range: number;
}

/** How samples are counted, which no server says: seen from their size and sign. */
function scaleOf(channels: ReadonlyArray<readonly Sample[]>): Scale {
	let lowest = 0;
	let highest = 0;
	let areIntegers = true;
	for (const sample of channels.flat()) {
		if (sample === null) continue;
		lowest = Math.min(lowest, sample);
		highest = Math.max(highest, sample);
		areIntegers &&= Number.isInteger(sample);
	}
	const peak = Math.max(-lowest, highest);
	if (peak <= 1 || (!areIntegers && peak <= LOUDEST_FLOAT)) return { zero: 0, range: 1 };
	// Sound of other widths goes below zero.
	if (areIntegers && lowest === 0 && highest <= 255) return { zero: 128, range: 128 };
	return { zero: 0, range: INTEGER_RANGES.find((range) => peak <= range) ?? peak };
}

/** 16, 24 and 32 bits. */
const INTEGER_RANGES = [2 ** 15, 2 ** 23, 2 ** 31];

type Sample = number | null;

function channelsOf(json: readonly JsonValue[]): Sample[][] | undefined {
	if (isSamples(json)) return [json];
	const lists = json.filter(Array.isArray);
	if (lists.length === 0 || lists.length !== json.length) return undefined;
	const channels = lists.length === 1 && lists[0]?.every(Array.isArray) ? lists[0] : lists;
	return channels.every((channel) => Array.isArray(channel) && isSamples(channel))
		? (channels as Sample[][])
		: undefined;
}

function isSamples(json: readonly JsonValue[]): json is Sample[] {
	return (
		json.some((sample) => typeof sample === 'number') &&
		json.every((sample) => typeof sample === 'number' || sample === null)
	);
}

function header(dataBytes: number, channels: number, rate: number): Buffer {
	const bytes = Buffer.alloc(44);
	bytes.write('RIFF', 0, 'latin1');
	bytes.writeUInt32LE(36 + dataBytes, 4);
	bytes.write('WAVEfmt ', 8, 'latin1');
	bytes.writeUInt32LE(16, 16);
	bytes.writeUInt16LE(1, 20);
	bytes.writeUInt16LE(channels, 22);
	bytes.writeUInt32LE(rate, 24);
	bytes.writeUInt32LE(rate * channels * 2, 28);
	bytes.writeUInt16LE(channels * 2, 32);
	bytes.writeUInt16LE(16, 34);
	bytes.write('data', 36, 'latin1');
	bytes.writeUInt32LE(dataBytes, 40);
	return bytes;
}
