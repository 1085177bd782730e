import { Refusal } from '../answers/answer';
import { sendJson } from '../exchange';
import { textOf } from '../values';
import { boundedNumber, fastApiBody, fastApiMissing, modelList, oneOf, requiredString } from './program';
import type { Handler, Program } from './program';
import { sendSpeech } from './voices';

const MODELS = ['tts-1', 'tts-1-hd', 'kokoro'];
const VOICES = ['af_bella', 'af_heart', 'af_sky', 'am_adam', 'bf_emma'];
/** OpenAI's names for some of them. */
const OTHER_NAMES: Readonly<Record<string, string>> = { alloy: 'am_adam', coral: 'bf_emma', echo: 'af_bella' };

/** The words stand two levels deep. Source: Kokoro-FastAPI, api/src/routers/openai_compatible.py. */
function refuse(error: string, message: string): never {
	throw new Refusal(400, { detail: { error, message, type: 'invalid_request_error' } });
}

/** Voices may be joined by plus and minus, with weights in brackets. */
function checkVoice(wanted: string): void {
	const names = wanted.replace(/ /g, '').split(/[-+]/);
	if (names.includes('')) refuse('validation_error', 'Voice combination contains empty combine items');
	for (const name of names.map((one) => one.replace(/\(.*\)$/, ''))) {
		if (VOICES.includes(OTHER_NAMES[name] ?? name)) continue;
		refuse('validation_error', `Voice '${name}' not found. Available voices: ${VOICES.join(', ')}`);
	}
}

const speech: Handler = (exchange) => {
	const root = fastApiBody(exchange);
	const input = requiredString(root, 'input');
	const model = root.model === undefined ? 'kokoro' : requiredString(root, 'model');
	const voice = root.voice === undefined ? 'af_heart' : requiredString(root, 'voice');
	const format = oneOf(root.response_format, 'response_format', ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']);
	const speed = boundedNumber(root, 'speed', [0.25, 4]) ?? 1;
	if (!MODELS.includes(model)) refuse('invalid_model', `Unsupported model: ${model}`);
	checkVoice(textOf(voice));
	sendSpeech(exchange, `${input} (${voice}, ${speed})`, format);
};

/** Kokoro-FastAPI: one voice model, MP3 by default. */
export const kokoro: Program = {
	routes: {
		'GET /health': (exchange) => sendJson(exchange, 200, { status: 'healthy' }),
		'GET /v1/models': modelList(MODELS, { owned_by: 'kokoro' }),
		'GET /v1/audio/voices': (exchange) => sendJson(exchange, 200, { voices: VOICES }),
		'POST /v1/audio/speech': speech,
	},
	missing: fastApiMissing,
};
