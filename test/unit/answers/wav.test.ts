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
		expect(readWav(wavOf([1.5, -2.5])).samples).toEqual([32_767, -32_767]);
	});

	it.each<[string, JsonValue[], number[]]>([
		['16 bits', [16_384, -32_768, 0], [16_384, -32_767, 0]],
		['16 bits, quiet', [300, -300, 2], [300, -300, 2]],
		[
			'16 bits in two channels',
			[
				[16_384, 0],
				[0, -16_384],
			],
			[16_384, 0, 0, -16_383],
		],
		['24 bits', [4_194_304, -8_388_608, 0], [16_384, -32_767, 0]],
		['32 bits', [1_073_741_824, -2_147_483_648, 0], [16_384, -32_767, 0]],
		['8 bits without a sign', [192, 0, 128], [16_384, -32_767, 0]],
		['16 bits in floats', [16_384.5, -32_768, 0], [16_384, -32_767, 0]],
	])('F5: are scaled by their range where they are integers of %s', (_width, samples, heard) => {
		const { samples: found } = readWav(wavOf(samples));
		expect(found.length).toBe(heard.length);
		for (const [i, sample] of heard.entries()) expect(Math.abs((found[i] ?? 0) - sample)).toBeLessThanOrEqual(10);
	});

	it('are silent where they were NaN', () => {
		expect(readWav(wavOf([0.5, null, 0.5])).samples).toEqual([16_384, 0, 16_384]);
		expect(wavOf([null, null])).toBeUndefined();
	});

	it('have 16 kHz where the server says nothing', () => {
		expect(readWav(wavOf([0])).rate).toBe(16_000);
	});

	it.each<[JsonValue[]]>([[[]], [[[]]], [['a']], [[{ label: 'cat' }]], [[0.1, 'a']]])('are not found in %j', (json) => {
		expect(wavOf(json)).toBeUndefined();
	});
});
