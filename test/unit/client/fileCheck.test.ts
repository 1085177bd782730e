import { adviceOnMisfit, conversionAdvice, misfit } from '../../../nodes/shared/client/fileCheck';
import { recognise, type Media } from '../../../nodes/shared/client/mediaTypes';
import { PNG } from '../answers/read';

async function whatIs(bytes: Buffer | string, declared: string, media: Media): Promise<string | undefined> {
	const head = Buffer.from(bytes as string);
	return await misfit(head, await recognise(head, declared, media), media);
}

const zip = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.alloc(60)]);
const wav = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt '), Buffer.alloc(40)]);
const mp4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom\0\0\0\0isommp42'), Buffer.alloc(40)]);
const page = '<!DOCTYPE html><html><head><title>Sign in - Drive</title></head></html>';

describe('G5: a file that certainly does not fit is named', () => {
	it.each<[Buffer | string, string, Media, string]>([
		[page, 'text/html', 'image', 'a web page ("Sign in - Drive")'],
		[page, 'image/jpeg', 'image', 'a web page ("Sign in - Drive")'],
		['\n<html lang="en"></html>', 'application/octet-stream', 'audio', 'a web page'],
		['%PDF-1.7\n%\u00e2', 'application/pdf', 'image', 'a PDF document'],
		['%PDF-1.7\n%\u00e2', 'image/png', 'audio', 'a PDF document'],
		[zip, 'application/zip', 'image', 'a document or an archive (application/zip)'],
		[PNG.toString('base64'), 'image/png', 'image', 'base64 text of image/png'],
		[`data:image/png;base64,${PNG.toString('base64')}`, 'text/plain', 'image', 'base64 text of image/png'],
		['{"error": "not found"}', 'image/png', 'image', 'JSON'],
		['<?xml version="1.0"?><Error/>', 'application/xml', 'video', 'XML'],
		['a note', 'text/plain', 'image', 'text'],
		[wav, 'image/png', 'image', 'a sound (audio/wav)'],
		[mp4, 'video/mp4', 'image', 'a video (video/mp4)'],
		[PNG, 'image/png', 'audio', 'an image (image/png)'],
	])('%#', async (bytes, declared, media, what) => {
		expect(await whatIs(bytes, declared, media)).toBe(what);
		expect(adviceOnMisfit(what, media)).toMatch(/^[A-Z].*\.$/);
	});
});

it.each<[string, Buffer | string, string, Media]>([
	['a picture', PNG, 'image/png', 'image'],
	['a picture without a type', PNG, 'application/octet-stream', 'image'],
	['an animation for a video', Buffer.from('GIF89a\x08\0\x08\0\0\0\0'), 'image/gif', 'video'],
	['the sound of a video', mp4, 'video/mp4', 'audio'],
	['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml', 'image'],
	['bytes that nobody knows', Buffer.from([1, 2, 3, 0, 0, 4]), 'image/x-new', 'image'],
	['words under the type of a picture', 'pixels', 'image/png', 'image'],
])('G5: %s may fit, and is sent', async (_name, bytes, declared, media) => {
	expect(await whatIs(bytes, declared, media)).toBeUndefined();
});

it('G5: rare formats come with advice to convert them', () => {
	for (const type of ['image/heic', 'image/heif', 'image/avif', 'image/svg+xml', 'audio/amr', 'audio/aiff'])
		expect(conversionAdvice(type)).toContain('convert');
	for (const type of ['image/png', 'image/jpeg', 'audio/mpeg', 'audio/wav', 'video/mp4'])
		expect(conversionAdvice(type)).toBeUndefined();
});
