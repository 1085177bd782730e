import { Readable } from 'node:stream';
import { readAnswer } from '../../../nodes/shared/client/response';
import { bodyOf } from '../../unit/http/bodyOf';

it.each(['application/json', 'text/plain', ''])(
	'An answer of more than 256 MB is rejected as %j',
	async (type) => {
		await expect(drain(await readBig(type))).rejects.toMatchObject({ failure: 'limit' });
	},
	30_000,
);

it('A stream of events of more than 256 MB is rejected, because its text is held in memory', async () => {
	await expect(drain(await readBig('text/event-stream'))).rejects.toMatchObject({ failure: 'limit' });
}, 30_000);

/** 300 MB of comments, spaces and line breaks, generated on demand. */
async function readBig(type: string): Promise<() => Promise<void>> {
	const chunk = Buffer.from(`${`: ${' '.repeat(1020)}\n\n`.repeat(1024)}`);
	const connection = Readable.from(
		(function* () {
			for (let i = 0; i < 300; i++) yield chunk;
		})(),
		{ objectMode: false },
	);
	return async () => {
		const answer = await readAnswer(
			{ status: 200, headers: { 'content-type': type }, body: bodyOf(connection), url: new URL('http://127.0.0.1/') },
			'auto',
		);
		if (answer.kind === 'events') for await (const event of answer.events) expect(event).toBeDefined();
	};
}

async function drain(read: () => Promise<void>): Promise<void> {
	await read();
}
