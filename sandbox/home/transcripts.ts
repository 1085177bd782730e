import { hear, inEnglish } from '../answers/transcription';
import { fieldIn, fieldsIn, type Form, type FormFile } from '../form';
import { round, type Fields } from '../values';

/** A stretch of a recording with its words. */
export interface Stretch {
	text: string;
	start: number;
	end: number;
}

/** A recording as text, with its sentences and words in time. */
export interface Transcript {
	text: string;
	seconds: number;
	segments: Stretch[];
	words: Stretch[];
}

function spread(text: string, pieces: readonly string[], seconds: number): Stretch[] {
	const step = seconds / Math.max(1, pieces.length);
	return (pieces.length > 0 ? pieces : [text]).map((piece, index) => ({
		text: piece,
		start: round(index * step, 2),
		end: round((index + 1) * step, 2),
	}));
}

/** Hears a file. */
export function transcribe({ data, size }: FormFile, isTranslation: boolean): Transcript {
	const { text: heard, seconds } = hear(data, size);
	const text = isTranslation ? inEnglish(heard) : heard.trim();
	const segments = spread(text, text.match(/[^.!?]+[.!?]*/g) ?? [], seconds);
	return { text, seconds, segments, words: spread(text, text.match(/\s*\S+/g) ?? [], seconds) };
}

/** The part `file` where it is a file, i.e. has a file name. */
export function fileIn({ files }: Form): FormFile | undefined {
	return files.find(({ name }) => name === 'file');
}

/** A switch of a form, as Python and Go read one. */
export function isOn(form: Form, name: string): boolean {
	return ['true', '1', 'on', 'yes', 't'].includes((fieldIn(form, name) ?? '').toLowerCase());
}

/** The wanted granularities, in OpenAI's spelling. */
export function granularitiesIn(form: Form): string[] {
	return fieldsIn(form, 'timestamp_granularities[]');
}

function stamp(seconds: number, mark: string): string {
	const whole = Math.floor(seconds);
	const parts = [whole / 3600, (whole / 60) % 60, whole % 60].map((part) => String(Math.floor(part)).padStart(2, '0'));
	return `${parts.join(':')}${mark}${String(Math.round((seconds - whole) * 1000)).padStart(3, '0')}`;
}

/** Subtitles in SubRip's form. */
export function srtOf({ segments }: Transcript): string {
	const lines = segments.map(({ text, start, end }, index) =>
		[index + 1, `${stamp(start, ',')} --> ${stamp(end, ',')}`, text.trim(), ''].join('\n'),
	);
	return `${lines.join('\n')}\n`;
}

/** Subtitles in WebVTT's form. */
export function vttOf({ segments }: Transcript): string {
	const lines = segments.map(({ text, start, end }) => `${stamp(start, '.')} --> ${stamp(end, '.')}\n${text.trim()}\n`);
	return `WEBVTT\n\n${lines.join('\n')}\n`;
}

/** A segment as OpenAI's verbose form has it. */
export function verboseSegment({ text, start, end }: Stretch, id: number): Fields {
	const guesses = {
		avg_logprob: -0.2,
		compression_ratio: 1,
		no_speech_prob: 0.01,
		seek: 0,
		temperature: 0,
		tokens: [],
	};
	return { id, start, end, text, ...guesses };
}

/** `transcript.text.delta` for each word, then `transcript.text.done`: OpenAI's own stream. */
export function deltaEvents({ text, words }: Transcript, done: Fields = {}): string[] {
	const deltas = words.map(({ text: delta }) => ({ type: 'transcript.text.delta', delta }));
	const events = [...deltas, { type: 'transcript.text.done', text, ...done }];
	return events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
}
