import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';
import { useBinaryMode } from '../../test/integration/support/engine';

const CHUNK = 1024 * 1024;
/** The first bytes of every FLAC file. */
const FLAC = Buffer.from('fLaC\0\0\0\x22');

/** Puts a file of this size into n8n's storage on disk. Its first bytes mark it as audio. */
export async function storedFile(bytes: number): Promise<IBinaryData> {
	return await store(Readable.from(chunks(bytes)), { fileName: 'sound.flac', mimeType: 'audio/flac' });
}

/** Streams a file into n8n's storage. */
export async function store(
	content: Readable,
	about: Pick<IBinaryData, 'fileName' | 'mimeType'>,
): Promise<IBinaryData> {
	const location = { type: 'execution', workflowId: 'workflow', executionId: '1' } as Parameters<
		BinaryDataService['store']
	>[0];
	return await (await storage()).store(location, content, { ...about, data: '' });
}

/** Opens a file in n8n's storage, with n8n's large chunks. */
export async function open(file: IBinaryData, chunkBytes?: number): Promise<Readable> {
	return await (await storage()).getAsStream(file.id ?? '', chunkBytes);
}

async function storage(): Promise<BinaryDataService> {
	await useBinaryMode('filesystem');
	return Container.get(BinaryDataService);
}

function* chunks(bytes: number): Generator<Buffer> {
	const noise = randomBytes(CHUNK);
	yield FLAC;
	for (let left = bytes - FLAC.length; left > 0; left -= CHUNK) yield noise.subarray(0, Math.min(left, CHUNK));
}
