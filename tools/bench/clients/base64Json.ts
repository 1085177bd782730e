import { Transform } from 'node:stream';

/** JSON with a streamed file as base64 in `inputs`. */
export function base64Json(): Transform {
	let rest: Buffer = Buffer.alloc(0);
	let isFirst = true;
	const opened = (): string => (isFirst ? ((isFirst = false), '{"inputs":"') : '');
	return new Transform({
		transform(chunk: Buffer, _encoding, done) {
			const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
			const whole = all.length - (all.length % 3);
			rest = all.subarray(whole);
			done(null, opened() + all.toString('base64', 0, whole));
		},
		flush(done) {
			done(null, `${opened()}${rest.toString('base64')}"}`);
		},
	});
}
