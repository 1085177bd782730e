import type { InferenceError } from '../../../nodes/shared/client/errors';
import { openResult } from '../../../nodes/shared/client/resultFile';
import { collect } from '../../../nodes/shared/http/collect';
import { useServer } from '../server';

const PAGE = '<!DOCTYPE html><html><title>Sign in</title></html>';
const PICTURE = Buffer.from('89504e470d0a1a0a00', 'hex');

let file: { readonly bytes: string | Buffer; readonly mediaType: string };

const server = useServer((_request, response) =>
	response.writeHead(200, { 'content-type': file.mediaType }).end(file.bytes),
);

/** The address of a file on loopback. */
function addressOf(bytes: string | Buffer, mediaType: string): string {
	file = { bytes, mediaType };
	return `${server.url}/a.png`;
}

const transport = () => ({ signal: new AbortController().signal });

describe('C6: the file of a result', () => {
	it.each([
		['a web page', PAGE, 'text/html'],
		['a web page that is called a picture', PAGE, 'image/png'],
		['a web page after white space, without a type', `\n  <html lang="en">${'x'.repeat(1000)}`, ''],
	])('that is %s is an unexpected response, which names its address', async (_what, bytes, mediaType) => {
		const address = addressOf(bytes, mediaType);
		const failure = (await openResult(address, transport()).catch((error: unknown) => error)) as InferenceError;
		expect(failure.message).toContain('answered with a web page');
		expect(failure.details).toMatchObject({ type: 'unexpectedResponse', response: address });
	});

	it.each([
		['a picture', PICTURE, 'image/png'],
		['a drawing', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
		['a text that is about pages', Buffer.from('The tag <html> begins a page.'), 'text/plain'],
		['larger than what is looked at', Buffer.alloc(100_000, 7), 'video/mp4'],
		['empty', Buffer.alloc(0), 'image/png'],
	])('that is %s comes as it is', async (_what, bytes, mediaType) => {
		const { body, mediaType: named } = await openResult(addressOf(bytes, mediaType), transport());
		expect(named).toBe(mediaType);
		expect((await collect(body, 1e6)).equals(bytes)).toBe(true);
	});
});
