import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A colour test pattern of one second, 128 x 96, 8 frames, H.264. FFmpeg made it:
 * `ffmpeg -f lavfi -i testsrc2=size=128x96:rate=8:duration=1 -c:v libx264 -profile:v baseline -pix_fmt yuv420p -crf 30
 * -movflags +faststart -bitexact testPattern.mp4`
 */
const PATTERN = join(__dirname, 'testPattern.mp4');

let pattern: Buffer | undefined;

/** The test pattern as MP4. A `free` box, which players skip, names the prompt: other prompts and seeds give other files. */
export function videoOf(prompt: string, seed: number): Buffer {
	pattern ??= readFileSync(PATTERN);
	const note = Buffer.from(`freeSANDBOX VIDEO ${seed}: ${prompt}`);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(note.length + length.length);
	return Buffer.concat([pattern, length, note]);
}
