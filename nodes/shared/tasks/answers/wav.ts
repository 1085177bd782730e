import type { JsonValue } from '../../client/json';

const DEFAULT_RATE = 16_000;

/**
 * A WAV file (16 bit PCM) of samples between -1 and 1, given as one list or as a list for each channel: the form in
 * which the Endpoints toolkit answers text-to-speech.
 * @returns undefined where the list holds no samples
 */
export function wavOf(json: readonly JsonValue[], sampleRate = DEFAULT_RATE): Buffer | undefined {
	const channels = channelsOf(json);
	const length = channels?.[0]?.length ?? 0;
	if (channels === undefined || length === 0) return undefined;
	const data = Buffer.alloc(length * channels.length * 2);
	for (let i = 0; i < length; i++) {
		for (const [c, channel] of channels.entries()) {
			const sample = Math.max(-1, Math.min(1, channel[i] ?? 0));
			data.writeInt16LE(Math.round(sample * 32_767), (i * channels.length + c) * 2);
		}
	}
	return Buffer.concat([header(data.length, channels.length, Math.round(sampleRate)), data]);
}

function channelsOf(json: readonly JsonValue[]): number[][] | undefined {
	if (isSamples(json)) return [json];
	const lists = json.filter(Array.isArray);
	if (lists.length === 0 || lists.length !== json.length) return undefined;
	const channels = lists.length === 1 && lists[0]?.every(Array.isArray) ? lists[0] : lists;
	return channels.every((channel) => Array.isArray(channel) && isSamples(channel))
		? (channels as number[][])
		: undefined;
}

function isSamples(json: readonly JsonValue[]): json is number[] {
	return json.length > 0 && json.every((sample) => typeof sample === 'number');
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
