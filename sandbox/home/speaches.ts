import { Refusal } from '../answers/answer';
import { sendEvents, sendJson, sendText, type Exchange } from '../exchange';
import { fieldIn, type Form } from '../form';
import { textOf } from '../values';
import { sniff } from '../media/sniff';
import {
	boundedNumber,
	fastApiBody,
	fastApiForm,
	fastApiMissing,
	missingField,
	oneOf,
	requiredString,
	unprocessable,
} from './program';
import type { Handler, Program } from './program';
import { deltaEvents, fileIn, granularitiesIn, isOn, srtOf, transcribe, verboseSegment, vttOf } from './transcripts';
import type { Transcript } from './transcripts';
import { sendSpeech } from './voices';

const MODELS: Readonly<Record<string, string>> = {
	'Systran/faster-whisper-small': 'automatic-speech-recognition',
	'speaches-ai/Kokoro-82M-v1.0-ONNX': 'text-to-speech',
};

function checkModel(model: string, task: string): void {
	if (MODELS[model] === undefined)
		throw new Refusal(404, {
			detail: `Model '${model}' is not installed locally. You can download the model using \`POST /v1/models\``,
		});
	if (MODELS[model] !== task) throw new Refusal(404, { detail: `Model '${model}' is not supported for ${task}` });
}

/** A wrong combination fails an assertion, which the server does not catch. */
function checkGranularities(form: Form): string[] {
	const wanted = granularitiesIn(form);
	if (!wanted.every((one) => one === 'segment' || one === 'word')) throw new Refusal(500, 'Internal Server Error');
	return wanted;
}

function sendTranscript(exchange: Exchange, form: Form, found: Transcript, granularities: readonly string[]): void {
	const format = fieldIn(form, 'response_format') ?? 'json';
	const { text, seconds, segments, words } = found;
	if (format === 'text') return sendText(exchange, 200, text);
	if (format === 'srt') return sendText(exchange, 200, srtOf(found));
	if (format === 'vtt') return sendText(exchange, 200, vttOf(found), 'text/vtt; charset=utf-8');
	if (format === 'json') return sendJson(exchange, 200, { text, logprobs: null, usage: null });
	const timed = words.map(({ text: word, start, end }) => ({ start, end, word }));
	sendJson(exchange, 200, {
		...{ duration: seconds, language: fieldIn(form, 'language') ?? 'en', text },
		segments: segments.map(verboseSegment),
		words: granularities.includes('word') ? timed : null,
	});
}

/** Source: speaches, src/speaches/routers/stt.py. Streams `transcript.text.delta`, without an end marker. */
function speechRoute(isTranslation: boolean): Handler {
	return async (exchange) => {
		const form = fastApiForm(exchange);
		const file = fileIn(form);
		if (fieldIn(form, 'file') !== undefined)
			unprocessable('value_error', ['file'], "Value error, Expected UploadFile, received: <class 'str'>");
		if (file === undefined) return missingField('file');
		const model = fieldIn(form, 'model') ?? missingField('model');
		oneOf(fieldIn(form, 'response_format'), 'response_format', ['json', 'text', 'verbose_json', 'srt', 'vtt']);
		if (Number.isNaN(Number(fieldIn(form, 'temperature') ?? 0)))
			unprocessable(
				'float_parsing',
				['temperature'],
				'Input should be a valid number, unable to parse string as a number',
			);
		const granularities = checkGranularities(form);
		if (sniff(file.data) === undefined)
			throw new Refusal(415, { detail: 'Failed to decode audio. The provided file is likely not an audio file.' });
		checkModel(model, 'automatic-speech-recognition');
		const found = transcribe(file, isTranslation);
		if (!isTranslation && isOn(form, 'stream')) return await sendEvents(exchange, deltaEvents(found));
		sendTranscript(exchange, form, found, granularities);
	};
}

/** Source: speaches, src/speaches/routers/speech.py: model and voice are required, the default is MP3. */
const speech: Handler = (exchange) => {
	const root = fastApiBody(exchange);
	const [model, input, voice] = ['model', 'input', 'voice'].map((name) => requiredString(root, name));
	const format = oneOf(root.response_format, 'response_format', ['mp3', 'pcm', 'wav', 'flac', 'opus', 'aac']);
	const speed = boundedNumber(root, 'speed', [-Infinity, Infinity]) ?? 1;
	checkModel(textOf(model), 'text-to-speech');
	if (speed < 0.5 || speed > 2) throw new Refusal(422, { detail: `speed must be between 0.5 and 2.0, got ${speed}` });
	sendSpeech(exchange, `${input} (${voice}, ${speed})`, format);
};

const list: Handler = (exchange) => {
	const data = Object.entries(MODELS).map(([id, task]) => ({
		id,
		created: 0,
		object: 'model',
		owned_by: 'sandbox',
		task,
	}));
	sendJson(exchange, 200, { data, object: 'list' });
};

/** speaches: Whisper and voices behind OpenAI's audio routes. */
export const speaches: Program = {
	routes: {
		'GET /health': (exchange) => sendJson(exchange, 200, { message: 'OK' }),
		'GET /v1/models': list,
		'POST /v1/audio/transcriptions': speechRoute(false),
		'POST /v1/audio/translations': speechRoute(true),
		'POST /v1/audio/speech': speech,
	},
	missing: fastApiMissing,
};
