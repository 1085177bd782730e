import { wavOf } from '../../../nodes/shared/tasks/answers/wav';
import type { JsonValue } from '../../../nodes/shared/client/json';

interface Wav {
	readonly channels: number;
	readonly rate: number;
	readonly bytesPerSecond: number;
	readonly frameBytes: number;
	readonly bits: number;
	readonly samples: number[];
}

/** Reads a WAV file as a player does, and checks the sizes that it states. */
function readWav(file: Buffer | undefined): Wav {
	if (file === undefined) throw new Error('there is no file');
	expect(file.toString('latin1', 0, 4)).toBe('RIFF');
	expect(file.readUInt32LE(4)).toBe(file.length - 8);
	expect(file.toString('latin1', 8, 16)).toBe('WAVEfmt ');
	expect(file.readUInt32LE(16)).toBe(16);
	expect(file.readUInt16LE(20)).toBe(1);
	expect(file.toString('latin1', 36, 40)).toBe('data');
	expect(file.readUInt32LE(40)).toBe(file.length - 44);
	const samples = Array.from({ length: (file.length - 44) / 2 }, (_, i) => file.readInt16LE(44 + i * 2));
	return {
		channels: file.readUInt16LE(22),
		rate: file.readUInt32LE(24),
		bytesPerSecond: file.readUInt32LE(28),
		frameBytes: file.readUInt16LE(32),
		bits: file.readUInt16LE(34),
		samples,
	};
}

const mono = { channels: 1, rate: 22_050, bytesPerSecond: 44_100, frameBytes: 2, bits: 16 };

describe('samples as a WAV file', () => {
	it.each<[string, JsonValue[]]>([
		['one list', [0, 0.5, -1]],
		['a list of one channel', [[0, 0.5, -1]]],
		['a batch of one channel', [[[0, 0.5, -1]]]],
	])('are one channel: %s', (_form, samples) => {
		expect(readWav(wavOf(samples, 22_050))).toEqual({ ...mono, samples: [0, 16_384, -32_767] });
	});

	it.each<[string, JsonValue[]]>([
		[
			'a list for each',
			[
				[0, 0.5],
				[1, -0.5],
			],
		],
		[
			'a batch of them',
			[
				[
					[0, 0.5],
					[1, -0.5],
				],
			],
		],
	])('are two channels that alternate: %s', (_form, samples) => {
		expect(readWav(wavOf(samples, 8_000))).toEqual({
			channels: 2,
			rate: 8_000,
			bytesPerSecond: 32_000,
			frameBytes: 4,
			bits: 16,
			samples: [0, 32_767, 16_384, -16_383],
		});
	});

	it('are cut at the loudest that a file can hold', () => {
		expect(readWav(wavOf([2, -3])).samples).toEqual([32_767, -32_767]);
	});

	it('have 16 kHz where the server says nothing', () => {
		expect(readWav(wavOf([0])).rate).toBe(16_000);
	});

	it.each<[JsonValue[]]>([[[]], [[[]]], [['a']], [[{ label: 'cat' }]], [[0.1, 'a']]])('are not found in %j', (json) => {
		expect(wavOf(json)).toBeUndefined();
	});
});
