import fc from 'fast-check';
import { Readable } from 'node:stream';
import { HttpError } from '../../../nodes/shared/http/errors';
import { readEvents, type ServerSentEvent } from '../../../nodes/shared/http/sse';
import { codePoint } from '../codePoint';

async function eventsOf(chunks: readonly Uint8Array[]): Promise<ServerSentEvent[]> {
	const events: ServerSentEvent[] = [];
	for await (const event of readEvents(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) events.push(event);
	return events;
}

/** Cuts bytes at the given places, even inside a character. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
	const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
	return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

const places = fc.array(fc.nat(), { maxLength: 12 });
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const oneLine = fc.string({ unit: codePoint }).map((text) => Buffer.from(text.replace(/[\r\n]/g, ' ')).toString());

it('Events are read unchanged, for any chunks', async () => {
	const event = fc.record({
		data: fc.array(oneLine, { minLength: 1, maxLength: 3 }),
		event: fc.option(oneLine, { nil: undefined }),
		comment: fc.option(oneLine, { nil: undefined }),
	});
	await fc.assert(
		fc.asyncProperty(
			fc.array(event, { maxLength: 5 }),
			lineEnd,
			fc.boolean(),
			places,
			async (written, end, bom, at) => {
				const text = written
					.map(({ data, event: name, comment }) =>
						[
							...(comment === undefined ? [] : [`:${comment}`]),
							...(name === undefined ? [] : [`event: ${name}`]),
							...data.map((line) => `data: ${line}`),
							'',
							'',
						].join(end),
					)
					.join('');
				const events = await eventsOf(cut(Buffer.from((bom ? '\ufeff' : '') + text), at));
				expect(events).toEqual(
					written.map(({ data, event: name }) => ({
						...(name !== undefined && { event: name }),
						data: data.join('\n'),
					})),
				);
			},
		),
		{ numRuns: 800 },
	);
});

it('Any bytes are read, and chunks change nothing', async () => {
	const noise = fc.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc
			.string({
				unit: fc.constantFrom(
					'd',
					'data',
					':',
					' ',
					'\n',
					'\r',
					'\r\n',
					'event',
					'\ufeff',
					'\u00e9',
					'{',
					'[DONE]',
					'\0',
				),
			})
			.map((text) => Buffer.from(text)),
	);
	await fc.assert(
		fc.asyncProperty(noise, places, async (bytes, at) => {
			const whole = await eventsOf([bytes]);
			expect(await eventsOf(cut(Buffer.from(bytes), at))).toEqual(whole);
			expect(await eventsOf([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
		}),
		{ numRuns: 600 },
	);
});

describe('An event of more than 16 MB is rejected', () => {
	const MB = Buffer.alloc(1024 * 1024, 'x');
	it.each([
		['in one line', [Buffer.from('data: '), ...Array.from({ length: 17 }, () => MB)]],
		['in many lines', Array.from({ length: 17 }, () => Buffer.concat([Buffer.from('data: '), MB, Buffer.from('\n')]))],
		['in a line without data', [Buffer.from('nothing: '), ...Array.from({ length: 17 }, () => MB)]],
	])('%s', async (_what, chunks) => {
		await expect(eventsOf(chunks)).rejects.toBeInstanceOf(HttpError);
	});
});

it('A long line in small chunks takes time proportional to its length', async () => {
	// 4 MB in chunks of 64 bytes. Rereading the line for each chunk would read 128 GB, and the test would time out.
	const piece = Buffer.alloc(64, 'x');
	const [event] = await eventsOf([Buffer.from('data: '), ...Array.from({ length: 65_536 }, () => piece)]);
	expect(event?.data).toHaveLength(4 * 1024 * 1024);
});
