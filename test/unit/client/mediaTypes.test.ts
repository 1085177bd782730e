import { extensionOf, identify, serverMediaType, type MediaKind } from '../../../nodes/shared/client/mediaTypes';
import { PNG } from '../answers/read';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';

const zip = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.alloc(60)]);
const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
const webm = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581', 'hex');
const mp4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom\0\0\0\0isommp42'), Buffer.alloc(40)]);
const ogg = Buffer.concat([
	Buffer.from('OggS\0\x02'),
	Buffer.alloc(22),
	Buffer.from('\x01\x1eunknown'),
	Buffer.alloc(60),
]);

describe('G1: the declared type wins over bytes that only say the container', () => {
	it.each<[string, Buffer | string, string, string]>([
		['an SVG with a prolog', `<?xml version="1.0"?>\n${SVG}`, 'image/svg+xml', 'image/svg+xml'],
		['an XHTML page', '<?xml version="1.0"?><html/>', 'application/xhtml+xml', 'application/xhtml+xml'],
		['voice in WebM', webm, 'audio/webm', 'audio/webm'],
		['voice in WebM with its codec', webm, 'audio/webm;codecs=opus', 'audio/webm'],
		['voice in MP4', mp4, 'audio/mp4', 'audio/m4a'],
		['voice in 3GPP', mp4, 'audio/3gpp', 'audio/3gpp'],
		['an old Word document', compound, 'application/msword', 'application/msword'],
		['an old Excel sheet', compound, 'application/vnd.ms-excel', 'application/vnd.ms-excel'],
		['a Word document', zip, WORD, WORD],
		['a book', zip, 'application/epub+zip', 'application/epub+zip'],
		['a model in 3D', zip, 'model/vnd.usdz+zip', 'model/vnd.usdz+zip'],
		['a video in Ogg', ogg, 'video/ogg', 'video/ogg'],
	])('%s', async (_name, bytes, declared, type) => {
		expect(await identify(Buffer.from(bytes as string), declared)).toBe(type);
	});
});

describe('G1: the bytes win where they contradict the declared type', () => {
	it.each<[string, Buffer | string, string | undefined, string]>([
		['a PNG called a JPEG', PNG, 'image/jpeg', 'image/png'],
		['a PNG called sound', PNG, 'audio/wav', 'image/png'],
		['a zip called a picture', zip, 'image/png', 'application/zip'],
		['a zip called JSON', zip, 'application/json', 'application/zip'],
		['a zip under its other name', zip, 'application/x-zip-compressed', 'application/zip'],
		['a file without a type', compound, undefined, 'application/x-cfb'],
		['a file of a general type', zip, 'application/octet-stream', 'application/zip'],
		['an SVG called XML', `<?xml version="1.0"?><!-- by hand -->\n${SVG}`, 'text/xml', 'image/svg+xml'],
		['an SVG without a type', SVG, undefined, 'image/svg+xml'],
		['a video in MP4 called MP3', mp4, 'audio/mpeg', 'audio/m4a'],
		['a video', mp4, 'video/webm', 'video/mp4'],
	])('%s', async (_name, bytes, declared, type) => {
		expect(await identify(Buffer.from(bytes as string), declared)).toBe(type);
	});

	it.each<[MediaKind, string, string]>([
		['audio', 'video/webm', 'audio/webm'],
		['video', 'audio/webm', 'video/webm'],
		['any', 'video/webm', 'video/webm'],
		['any', 'audio/webm', 'audio/webm'],
	])('a container is what a task of kind %s wants, declared as %s', async (kind, declared, type) => {
		expect(await identify(webm, declared, kind)).toBe(type);
	});

	it('a text that speaks of SVG is text', async () => {
		expect(await identify(Buffer.from(`Here it is: ${SVG}`), 'text/plain')).toBe('text/plain');
		expect(await identify(Buffer.from(SVG), 'text/plain')).toBe('text/plain');
	});
});

it.each([
	['image/avif', 'avif'],
	['image/heic', 'heic'],
	['image/jxl', 'jxl'],
	['application/zip', 'zip'],
	['model/gltf-binary', 'glb'],
	['model/obj', 'obj'],
	['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
	[WORD, 'docx'],
	['audio/aiff', 'aiff'],
	['audio/amr', 'amr'],
	['audio/x-wav', 'wav'],
	['video/x-matroska', 'mkv'],
	['video/quicktime', 'mov'],
	['text/markdown', 'md'],
	['application/octet-stream', 'bin'],
	['application/vnd.some-thing', 'bin'],
	['image/vnd.some.thing', 'bin'],
	['constructor', 'bin'],
	['image/__proto__', 'bin'],
])('G2: a file of %s has the extension %s', (type, extension) => {
	expect(extensionOf(type)).toBe(extension);
});

it.each(['audio/amr', 'audio/AMR', 'audio/x-amr', 'audio/amr-nb'])('G8: %s goes raw, as audio/amr', async (type) => {
	const file = Buffer.from('#!AMR\n and frames');
	expect(serverMediaType(await identify(file, type))).toBe('audio/amr');
});
