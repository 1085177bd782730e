import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { IExecuteFunctions } from 'n8n-workflow';
import { HEAD_BYTES } from '../../../nodes/HuggingFaceInference/client/mediaTypes';
import { Masking } from '../../../nodes/HuggingFaceInference/execution/masking';
import { storeFile } from '../../../nodes/HuggingFaceInference/execution/outputFiles';

/** n8n as it is while it makes the folder for a file: it has the stream, and does not read it yet. */
function storingLate(meanwhile: () => void): IExecuteFunctions {
	const prepareBinaryData = async (stream: Readable) => {
		meanwhile();
		await pause(20);
		await stream.toArray();
		return { mimeType: 'audio/mpeg', data: '' };
	};
	return { helpers: { prepareBinaryData } } as unknown as IExecuteFunctions;
}

it('fails the item, and nothing else, where the run is cancelled before n8n reads the file', async () => {
	const content = new Readable({ read() {} });
	content.on('error', () => {});
	content.push(Buffer.concat([Buffer.from('ID3\0'), Buffer.alloc(HEAD_BYTES)]));
	const context = storingLate(() => content.destroy(new Error('cancelled')));
	const stored = storeFile({ field: 'data', content, mediaType: 'audio/mpeg' }, 'speech', context, { signal: new AbortController().signal }, new Masking(''));
	await expect(stored).rejects.toThrow('cancelled');
});
