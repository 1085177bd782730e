import { readWav } from '../media/wav';
import { fieldsOf, round } from '../values';
import { refuse, requiredFile, type Answer, type Question } from './answer';

interface Chunk {
	text: string;
	timestamp: [number, number | null];
}

/** The words in a WAV of the sandbox; for any other sound its size. `size` is for files whose end is not kept. */
export function hear(file: Buffer, size = file.length): { text: string; seconds: number } {
	const known = readWav(file);
	const seconds = known?.seconds ?? size / 16_000;
	return { text: known?.comment ?? ` A sound of ${size} bytes.`, seconds };
}

/** A translation into English is marked, for the sandbox knows no languages. */
export function inEnglish(heard: string): string {
	return `[en] ${heard.trim()}`;
}

function chunksOf(text: string, seconds: number, byWord: boolean): Chunk[] {
	const pieces = byWord ? (text.match(/\s*\S+/g) ?? []) : (text.match(/[^.!?]+[.!?]*/g) ?? [text]);
	const step = seconds / Math.max(1, pieces.length);
	return pieces.map((piece, index) => ({
		text: piece,
		timestamp: [round(index * step, 2), round((index + 1) * step, 2)],
	}));
}

export function transcription(question: Question): Answer {
	const file = requiredFile(question);
	if (file.length < 44) refuse('Malformed soundfile');
	const { text: heard, seconds } = hear(file);
	const { return_timestamps: timestamps, generation_parameters: generation } = question.parameters;
	const text = fieldsOf(generation).task === 'translate' ? inEnglish(heard) : heard;
	if (timestamps !== true && timestamps !== 'word') return { json: { text } };
	return { json: { text, chunks: chunksOf(text, seconds, timestamps === 'word') } };
}
