import { Refusal } from '../answers/answer';
import { sendJson, sendText, type Exchange } from '../exchange';
import { fieldIn, type FormFile } from '../form';
import { readWav } from '../media/wav';
import type { Fields } from '../values';
import type { Handler, Program } from './program';
import { isOn, srtOf, transcribe, vttOf, type Stretch, type Transcript } from './transcripts';

const NUMBERS = ['temperature', 'temperature_inc', 'offset_t', 'duration', 'best_of', 'beam_size', 'max_len'];

/** The program's error handler puts these words in place of every 400. */
function invalid(): never {
	throw new Refusal(400, 'Invalid request');
}

/** The words of a segment stand inside it, with their probability. */
function verbose({ segments, words, seconds }: Transcript, text: string, isTranslation: boolean): Fields {
	const inside = ({ start, end }: Stretch) => words.filter((word) => word.start >= start && word.start < end);
	const word = ({ text: said, start, end }: Stretch) => ({ word: said, start, end, t_dtw: -1, probability: 0.9 });
	return {
		...{ task: isTranslation ? 'translate' : 'transcribe', language: 'english', duration: seconds, text },
		segments: segments.map((one, id) => ({
			...{ id, text: one.text, start: one.start, end: one.end, tokens: [] },
			...{ words: inside(one).map(word), temperature: 0, avg_logprob: -0.2, no_speech_prob: 0.01 },
		})),
	};
}

function send(exchange: Exchange, found: Transcript, format: string, isTranslation: boolean): void {
	const text = ` ${found.text}\n`;
	if (format === 'text') return sendText(exchange, 200, text, 'text/html; charset=utf-8');
	if (format === 'srt') return sendText(exchange, 200, srtOf(found), 'application/x-subrip');
	if (format === 'vtt') return sendText(exchange, 200, vttOf(found), 'text/vtt');
	sendJson(exchange, 200, format === 'verbose_json' ? verbose(found, text, isTranslation) : { text });
}

/** Reads WAV alone: other files need the option `--convert`. Large files are kept in part, so their start decides. */
function isReadable({ data }: FormFile): boolean {
	return readWav(data) !== undefined || data.toString('latin1', 0, 4) === 'RIFF';
}

/** Source: whisper.cpp, examples/server/server.cpp. `model` and file names are not read; other paths are text. */
const inference: Handler = (exchange) => {
	const { form } = exchange.request;
	const file = form?.files.find(({ name }) => name === 'file');
	if (form === undefined || file === undefined || !isReadable(file)) return invalid();
	const isWrong = NUMBERS.some((name) => Number.isNaN(Number.parseFloat(fieldIn(form, name) ?? '0')));
	if (isWrong) throw new Refusal(500, 'stof');
	const isTranslation = isOn(form, 'translate');
	send(exchange, transcribe(file, isTranslation), fieldIn(form, 'response_format') ?? 'json', isTranslation);
};

/** The page names the address of the form, which an option changes. */
function page(path: string): string {
	const form = `<form action="${path}" method="POST" enctype="multipart/form-data"></form>`;
	return `<html><head><title>Whisper.cpp Server</title></head><body><h1>Whisper.cpp Server</h1>${form}</body></html>`;
}

function program(path: string): Program {
	return {
		routes: {
			'GET ': (exchange) => sendText(exchange, 200, page(path), 'text/html'),
			'GET /health': (exchange) => sendJson(exchange, 200, { status: 'ok' }),
			[`POST ${path}`]: inference,
		},
		missing: (exchange) => sendText(exchange, 404, `File Not Found (${exchange.url.pathname})`),
	};
}

/** whisper.cpp's server, and the same one with `--inference-path /v1/audio/transcriptions`. */
export const whisperCpp: Readonly<Record<string, Program>> = {
	'whisper-cpp': program('/inference'),
	'whisper-cpp-openai': program('/v1/audio/transcriptions'),
};
