import { HttpError } from '../../../nodes/shared/http/errors';
import { ResponseBody } from '../../../nodes/shared/http/responseBody';

const KB = 1024;
const broken = new HttpError('interrupted', 'the connection broke');

function connection() {
	const told: string[] = [];
	const body = new ResponseBody({
		pause: () => told.push('pause'),
		resume: () => told.push('resume'),
		abort: (reason) => told.push(`abort: ${reason.message}`),
	});
	return { body, told };
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

describe('The body of an answer', () => {
	it('is read whole, whether its bytes come before or after it is asked for', async () => {
		const { body } = connection();
		body.push(Buffer.from('early, '));
		const bytes = body.bytes(100);
		body.push(Buffer.from('late'));
		body.end();
		expect((await bytes).toString()).toBe('early, late');
	});

	it('is read as a stream, whether its bytes come before or after it is asked for', async () => {
		const { body } = connection();
		body.push(Buffer.from('early, '));
		const text = textOf(body.stream());
		body.push(Buffer.from('late'));
		body.end();
		expect(await text).toBe('early, late');
	});

	it('that ended before it is asked for is still there', async () => {
		const { body } = connection();
		body.push(Buffer.from('all'));
		body.end();
		expect((await body.bytes(100)).toString()).toBe('all');
	});

	it('pauses the connection after 64 KB without a reader, and resumes it for one', async () => {
		const { body, told } = connection();
		body.push(Buffer.alloc(64 * KB));
		expect(told).toEqual([]);
		body.push(Buffer.alloc(1));
		expect(told).toEqual(['pause']);
		const bytes = body.bytes(1024 * KB);
		expect(told).toEqual(['pause', 'resume']);
		body.end();
		expect(await bytes).toHaveLength(64 * KB + 1);
	});

	it('pauses the connection where its stream is read slowly', () => {
		const { body, told } = connection();
		body.stream();
		for (let i = 0; i < 8; i++) body.push(Buffer.alloc(64 * KB));
		expect(told).toContain('pause');
	});

	it('over the limit ends the connection', async () => {
		const { body, told } = connection();
		const bytes = body.bytes(1024 * KB);
		body.push(Buffer.alloc(1024 * KB + 1));
		await expect(bytes).rejects.toMatchObject({ failure: 'limit', message: 'the answer is larger than 1 MB' });
		expect(told).toEqual(['resume', 'abort: the answer is larger than 1 MB']);
	});

	it.each([
		['before', (body: ResponseBody) => [body.destroy(broken), body.bytes(100, keep)]],
		['after', (body: ResponseBody) => [body.bytes(100, keep), body.destroy(broken)]],
	])('that broke %s it was asked for gives its part and the reason', async (_when, read) => {
		kept = '';
		const { body } = connection();
		body.push(Buffer.from('a part'));
		await expect(Promise.all(read(body))).rejects.toBe(broken);
		expect(kept).toBe('a part');
	});

	it('that is destroyed ends the connection once, and its reader', async () => {
		const { body, told } = connection();
		const bytes = body.bytes(100);
		body.destroy();
		body.destroy();
		await expect(bytes).rejects.toMatchObject({ failure: 'interrupted' });
		expect(told).toEqual(['resume', 'abort: the answer was closed before its end']);
	});

	it('ends the connection when its stream is destroyed', async () => {
		const { body, told } = connection();
		body.stream().destroy();
		await new Promise(setImmediate);
		expect(told).toContain('abort: the answer was closed before its end');
	});

	it('that has ended ends no connection, which others may use by now', async () => {
		const { body, told } = connection();
		body.end();
		body.destroy();
		body.stream().destroy();
		await new Promise(setImmediate);
		expect(told).toEqual([]);
	});
});

let kept = '';
const keep = (error: Error, received: Buffer): Error => {
	kept = received.toString();
	return error;
};
