import { readDataUrl } from '../../../nodes/shared/client/dataUrl';
import { PNG } from '../answers/read';

const base64 = PNG.toString('base64');

describe('G4: a data: URL', () => {
	it.each([
		['plain', `data:image/png;base64,${base64}`],
		[
			'with escaped padding',
			`data:image/png;base64,${base64.replace(/=/g, '%3D').replace(/\+/g, '%2B').replace(/\//g, '%2F')}`,
		],
		['with the word in capitals', `data:image/png;BASE64,${base64}`],
		['with a blank before the word', `DATA:image/png; base64,${base64}`],
		['with parameters', `data:image/PNG;name=a.png;base64,${base64}`],
		['with line breaks', `data:image/png;base64,${base64.replace(/(.{20})/g, '$1\n')}`],
		['with a fragment', `data:image/png;base64,${base64}#top`],
		['of the URL-safe kind', `data:image/png;base64,${base64.replace(/\+/g, '-').replace(/\//g, '_')}`],
		['without padding', `data:image/png;base64,${base64.replace(/=/g, '')}`],
		[
			'with each byte escaped',
			`data:image/png,${[...PNG].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`,
		],
	])('%s gives its bytes', (_form, url) => {
		expect(readDataUrl(url)).toEqual({ mediaType: 'image/png', bytes: PNG });
	});

	it.each([
		['data:,a%20b,c', 'text/plain', 'a b,c'],
		['data:text/plain;charset=utf-8,100%', 'text/plain', '100%'],
		['data:image/svg+xml,%3Csvg/%3E', 'image/svg+xml', '<svg/>'],
		['data:text/html;base64x,aGk=', 'text/html', 'aGk='],
		['data:no type,x', 'text/plain', 'x'],
	])('of text is read: %s', (url, mediaType, text) => {
		expect(readDataUrl(url)).toEqual({ mediaType, bytes: Buffer.from(text) });
	});

	it.each(['data:image/png;base64', 'data:image/png;base64,!!!', 'data:;base64,AAAAA', 'https://x.test/,'])(
		'is not found in %s',
		(url) => {
			expect(readDataUrl(url)).toBeUndefined();
		},
	);
});
