import { sendBytes, type Exchange } from './exchange';
import { sampleInvoice, samplePhoto } from './media/picture';
import { speechOf } from './media/wav';
import { videoOf } from './media/video';

interface Sample {
	type: string;
	make: () => Buffer;
}

const SAMPLES: Readonly<Record<string, Sample>> = {
	'photo.png': { type: 'image/png', make: samplePhoto },
	'invoice.png': { type: 'image/png', make: sampleInvoice },
	'speech.wav': { type: 'audio/wav', make: () => speechOf('The quick brown fox jumps over the lazy dog.') },
	'clip.mp4': { type: 'video/mp4', make: () => videoOf('a day in the hills', 0) },
};

const made = new Map<string, Buffer>();

/** A sample file by its name, made once. */
export function sampleFile(name: string): Buffer | undefined {
	const known = made.get(name) ?? SAMPLES[name]?.make();
	if (known !== undefined) made.set(name, known);
	return known;
}

/** Files to try things with, under `/samples/`; false where the path is none of them. */
export function samples(exchange: Exchange): boolean {
	const name = /^\/samples\/([\w.-]+)$/.exec(exchange.url.pathname)?.[1];
	const file = name === undefined ? undefined : sampleFile(name);
	if (name === undefined || file === undefined) return false;
	sendBytes(exchange, 200, SAMPLES[name]?.type ?? 'application/octet-stream', file);
	return true;
}
