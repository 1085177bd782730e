import { sendBytes, type Exchange } from '../exchange';
import { speechOf } from '../media/wav';

/** Audio formats of speech routes, with their media types. */
export const AUDIO_TYPES: Readonly<Record<string, string>> = {
	mp3: 'audio/mpeg',
	opus: 'audio/opus',
	aac: 'audio/aac',
	flac: 'audio/flac',
	wav: 'audio/wav',
	pcm: 'audio/pcm',
};

/** One silent frame of MPEG 1 layer III, 128 kbit/s, 44.1 kHz: header and empty content. */
const MP3_FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)]);

const STARTS: Readonly<Record<string, Buffer>> = {
	opus: Buffer.from('OggS'),
	aac: Buffer.from([0xff, 0xf1]),
	flac: Buffer.from('fLaC'),
};

/** Silence of some frames that names its words in an ID3 tag: the sandbox has no MP3 encoder. */
function mp3Of(text: string): Buffer {
	const note = Buffer.from(text.slice(0, 1000));
	const frame = Buffer.concat([Buffer.from('TIT2'), size32(note.length + 1), Buffer.from([0, 0, 3]), note]);
	const length = frame.length;
	const sizes = [length >> 21, length >> 14, length >> 7, length].map((part) => part & 127);
	const tag = Buffer.concat([Buffer.from('ID3'), Buffer.from([4, 0, 0, ...sizes]), frame]);
	return Buffer.concat([tag, ...Array<Buffer>(8).fill(MP3_FRAME)]);
}

function size32(value: number): Buffer {
	return Buffer.from([value >> 21, value >> 14, value >> 7, value].map((part) => part & 127));
}

/** Speech in a format. WAV sounds; MP3 is silent and names its text; the others only begin as such files do. */
export function spoken(text: string, format: string): Buffer {
	if (format === 'mp3') return mp3Of(text);
	const wav = speechOf(text);
	return format === 'wav' ? wav : Buffer.concat([STARTS[format] ?? Buffer.alloc(0), wav.subarray(44)]);
}

/** Answers with speech. Voice and speed are part of its words, so that each of them shows. */
export function sendSpeech(exchange: Exchange, text: string, format: string): void {
	sendBytes(exchange, 200, AUDIO_TYPES[format] ?? 'application/octet-stream', spoken(text, format));
}
