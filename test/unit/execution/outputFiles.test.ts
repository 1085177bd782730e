import { PassThrough, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { IExecuteFunctions } from 'n8n-workflow';
import { Masking } from '../../../nodes/shared/n8n/masking';
import { storeFile } from '../../../nodes/HuggingFaceInference/execution/write/outputFiles';

/** Storage that makes a folder before it reads, as n8n's does. */
const context = {
	helpers: {
		prepareBinaryData: async (content: Readable) => {
			await pause(50);
			for await (const chunk of content) expect(chunk).toBeDefined();
			return { data: '', mimeType: 'audio/mpeg' };
		},
	},
} as unknown as IExecuteFunctions;

const store = async (content: Readable) =>
	await storeFile(
		{ field: 'data', content, mediaType: 'audio/mpeg' },
		'speech-1',
		context,
		{ signal: new AbortController().signal },
		new Masking(''),
	);

it('a file that breaks off before the storage reads it is a failure of the item, and of nothing else', async () => {
	const content = new PassThrough();
	content.write(Buffer.concat([Buffer.from('ID3'), Buffer.alloc(200_000)]));
	const stored = store(content);
	setTimeout(() => content.destroy(new Error('the connection broke')), 10);
	await expect(stored).rejects.toThrow('the connection broke');
});

it('a whole file is stored with its size', async () => {
	const { about } = await store(
		Readable.from([Buffer.concat([Buffer.from('ID3'), Buffer.alloc(9_000)])], { objectMode: false }),
	);
	expect(about).toEqual({ mimeType: 'audio/mpeg', fileName: 'speech-1.mp3', fileSize: 9_003 });
});
