import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { useSandbox } from '../support/sandbox';
import { gets, itemWith, posts, runAt } from './run';

const MB = 1024 * 1024;
const LARGE_BYTES = 200 * MB;
/** What four files in memory would take twice over. */
const MOST_GROWTH_MB = 400;

describe('100 recordings with Max Concurrency 4', () => {
	const sandbox = useSandbox();

	it.each(['/vllm-speech', '/whisper-cpp'])(
		'are 100 uploads to %s',
		async (path) => {
			const items = Array.from({ length: 100 }, () => itemWith('speech.wav', 'audio/wav'));
			const task = { operation: 'automatic-speech-recognition', options: { maxConcurrency: 4 } };
			const { json, error } = await runAt(sandbox.current(), { path }, task, { items });
			expect(error).toBeUndefined();
			expect(json).toHaveLength(100);
			const hashes = posts(sandbox.current()).map(({ form }) => form?.files[0]?.sha256);
			expect(hashes).toHaveLength(100);
			expect(new Set(hashes).size).toBe(1);
			expect(gets(sandbox.current()).length).toBeLessThanOrEqual(2);
		},
		120_000,
	);
});

/** A WAV of silence, as a stream. */
function* silence(): Generator<Buffer> {
	const head = Buffer.alloc(44);
	head.write('RIFF', 0);
	head.writeUInt32LE(LARGE_BYTES - 8, 4);
	head.write('WAVEfmt ', 8);
	head.writeUInt32LE(16, 16);
	head.writeUInt16LE(1, 20);
	head.writeUInt16LE(1, 22);
	head.writeUInt32LE(16_000, 24);
	head.writeUInt32LE(32_000, 28);
	head.writeUInt16LE(2, 32);
	head.writeUInt16LE(16, 34);
	head.write('data', 36);
	head.writeUInt32LE(LARGE_BYTES - 44, 40);
	yield head;
	const block = Buffer.alloc(MB);
	for (let left = LARGE_BYTES - head.length; left > 0; left -= block.length)
		yield block.subarray(0, Math.min(left, block.length));
}

describe('large recordings', () => {
	let files: Server;
	let sandbox: Sandbox;
	const sizes: number[] = [];

	beforeAll(async () => {
		sandbox = await startSandbox({ record: false });
		sandbox.respond(({ form }) => {
			if (form !== undefined) sizes.push(form.files[0]?.size ?? 0);
			return false;
		});
		files = createServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': LARGE_BYTES });
			Readable.from(silence(), { objectMode: false }).pipe(response);
		});
		files.listen(0, '127.0.0.1');
		await once(files, 'listening');
	});
	afterAll(async () => {
		files.close();
		files.closeAllConnections();
		await sandbox.close();
	});

	it('are streamed: memory stays flat', async () => {
		const { port } = files.address() as AddressInfo;
		const items = Array.from({ length: 4 }, () => ({ json: {} }));
		const task = {
			operation: 'automatic-speech-recognition',
			inputSource: 'url',
			inputUrl: `http://127.0.0.1:${port}/large.wav`,
			options: { maxConcurrency: 4 },
		};
		const held = (): number => {
			const { heapUsed, external } = process.memoryUsage();
			return (heapUsed + external) / MB;
		};
		const before = held();
		let most = before;
		const timer = setInterval(() => (most = Math.max(most, held())), 50);
		const { json, error } = await runAt(sandbox, { path: '/vllm-speech' }, task, { items }).finally(() =>
			clearInterval(timer),
		);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(4);
		expect(sizes).toEqual([LARGE_BYTES, LARGE_BYTES, LARGE_BYTES, LARGE_BYTES]);
		process.stdout.write(`4 recordings of 200 MB: memory grew by ${Math.round(most - before)} MB\n`);
		expect(most - before).toBeLessThan(MOST_GROWTH_MB);
	}, 300_000);
});
