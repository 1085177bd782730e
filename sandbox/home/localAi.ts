import { Refusal } from '../answers/answer';
import { rootOf, sendEvents, sendJson, sendText, type Exchange } from '../exchange';
import { fieldIn, type Form } from '../form';
import { answerChat } from '../inference';
import { embeddingsAnswer } from '../dialects/openai';
import { fromBase64 } from '../media/sniff';
import { addJob, addressOf } from '../providers/jobs';
import { listOf, numberOf, textOf, type Fields } from '../values';
import { paintOne } from './paintings';
import type { Handler, Program } from './program';
import { rankTokens, ranked } from './ranks';
import { deltaEvents, fileIn, granularitiesIn, isOn, srtOf, transcribe, vttOf, type Stretch } from './transcripts';
import { sendSpeech } from './voices';

const MODELS = ['gpt-4', 'whisper-1', 'tts-1', 'stablediffusion', 'text-embedding-ada-002', 'jina-reranker-v1-base-en'];

/** LocalAI's error body. Source: LocalAI, core/http/app.go. */
function refuse(status: number, message: string, type = ''): never {
	throw new Refusal(status, { error: { code: status, message, type } });
}

/** Echo's own words for a bad request. */
function badRequest(message = 'Bad Request'): never {
	return refuse(400, `code=400, message=${message}`);
}

/** A model must be named, and be there. Source: core/http/middleware/request.go. */
function checkModel(model: string | undefined): string {
	if (model === undefined || model === '') return badRequest();
	if (MODELS.includes(model)) return model;
	if (model.includes('/')) return refuse(500, `could not load model: rpc error: model ${model} not found`);
	const words = `model "${model}" not found. To see available models, call GET /v1/models`;
	return refuse(404, words, 'invalid_request_error');
}

function bodyOf(exchange: Exchange): Fields {
	if (exchange.request.json === undefined)
		badRequest('failed parsing request body: code=415, message=Unsupported Media Type');
	const root = rootOf(exchange);
	checkModel(textOf(root.model));
	return root;
}

function timed({ text, start, end }: Stretch): Fields {
	return { start, end, text };
}

/** `text`, `duration`, and lists that are empty rather than missing. Words have the key `text`. */
function sendTranscript(exchange: Exchange, form: Form, found: ReturnType<typeof transcribe>): void {
	const format = fieldIn(form, 'response_format') ?? '';
	const texts: Readonly<Record<string, string>> = {
		text: found.text,
		srt: srtOf(found),
		vtt: vttOf(found),
		lrc: found.text,
	};
	if (texts[format] !== undefined) return sendText(exchange, 200, texts[format]);
	if (!['', 'json', 'verbose_json'].includes(format)) refuse(500, 'invalid response_format');
	const isPlain = format === 'json';
	const hasWords = granularitiesIn(form).includes('word') && !isPlain;
	sendJson(exchange, 200, {
		...{ text: found.text, language: fieldIn(form, 'language') ?? '', duration: found.seconds },
		segments: isPlain ? [] : found.segments.map((one, id) => ({ id, ...timed(one), tokens: null, words: [] })),
		words: hasWords ? found.words.map(timed) : [],
	});
}

/** Source: core/http/endpoints/openai/transcription.go. `translate` in the form translates; there is no route for it. */
const transcriptions: Handler = async (exchange) => {
	const { form } = exchange.request;
	if (form === undefined) return badRequest('failed parsing request body: code=415, message=Unsupported Media Type');
	checkModel(fieldIn(form, 'model'));
	const file = fileIn(form);
	if (file === undefined) return refuse(500, 'http: no such file');
	const found = transcribe(file, isOn(form, 'translate'));
	if (!isOn(form, 'stream')) return sendTranscript(exchange, form, found);
	const done = { duration: found.seconds, segments: found.segments.map((one, id) => ({ id, ...timed(one) })) };
	await sendEvents(exchange, [...deltaEvents(found, done), 'data: [DONE]\n\n']);
};

/** Source: core/http/endpoints/localai/tts.go. WAV unless another format is asked for. */
const speech: Handler = (exchange) => {
	const root = bodyOf(exchange);
	const speed = numberOf(root.speed, 1);
	if (speed < 0.25 || speed > 4) badRequest('speed must be between 0.25 and 4.0');
	sendSpeech(
		exchange,
		`${textOf(root.input)} (${textOf(root.voice, 'default')}, ${speed})`,
		textOf(root.response_format, 'wav'),
	);
};

/** Source: core/http/endpoints/openai/image.go. A size or file that cannot be read is passed over, as in the real one. */
const pictures: Handler = (exchange) => {
	const root = bodyOf(exchange);
	const [prompt = '', negative] = textOf(root.prompt).split('|');
	const size = /^\d+x\d+$/.test(textOf(root.size)) ? textOf(root.size) : '512x512';
	const given = textOf(root.file, textOf(listOf(root.files)[0], textOf(listOf(root.ref_images)[0])));
	const wish = {
		prompt,
		size,
		shape: { negative_prompt: negative, num_inference_steps: root.step, seed: root.seed },
		file: fromBase64(given),
	};
	const data = Array.from({ length: numberOf(root.n, 1) || 1 }, (_, place) => {
		const media = paintOne(wish, place);
		if (root.response_format === 'b64_json') return { embedding: null, index: 0, b64_json: media.toString('base64') };
		return {
			embedding: null,
			index: 0,
			url: addressOf(exchange, addJob(exchange, 'local-ai', { media, type: 'image/png' })),
		};
	});
	sendJson(exchange, 200, {
		id: 'sandbox',
		created: 1_760_000_000,
		data,
		usage: { input_tokens: 0, output_tokens: 0 },
	});
};

/** Source: core/http/endpoints/openai/inpainting.go. */
const inpainting: Handler = (exchange) => {
	const { form } = exchange.request;
	const prompt = form === undefined ? undefined : fieldIn(form, 'prompt');
	if (form === undefined || prompt === undefined || prompt === '') return badRequest();
	checkModel(fieldIn(form, 'model'));
	const [image, mask] = ['image', 'mask'].map((name) => form.files.find((file) => file.name === name));
	if (image === undefined) return badRequest('missing image file');
	if (mask === undefined) return badRequest('missing mask file');
	const media = paintOne({ prompt, file: image.data, shape: { num_inference_steps: fieldIn(form, 'steps') } });
	const url = addressOf(exchange, addJob(exchange, 'local-ai', { media, type: 'image/png' }));
	sendJson(exchange, 200, { id: 'sandbox', created: 1_760_000_000, data: [{ url }] });
};

/** Source: core/http/endpoints/jina/rerank.go. The refusal of `top_n` is a JSON string. */
const rerank: Handler = (exchange) => {
	const root = bodyOf(exchange);
	const { documents } = root;
	const isListOfTexts = documents === undefined || listOf(documents).every((text) => typeof text === 'string');
	if (!isListOfTexts) badRequest('failed parsing request body: Unmarshal type error: expected=string, got=object');
	if (typeof root.top_n === 'number' && root.top_n < 1)
		throw new Refusal(422, '"top_n - should be greater than or equal to 1"');
	const texts = listOf(documents).map(String);
	const query = textOf(root.query);
	const results = ranked(query, texts, numberOf(root.top_n, texts.length)).map(({ index, score, text }) => ({
		...{ index, document: { text }, relevance_score: score },
	}));
	const used = rankTokens(query, texts);
	sendJson(exchange, 200, { model: root.model, usage: { total_tokens: used, prompt_tokens: used }, results });
};

const embeddings: Handler = (exchange) => sendJson(exchange, 200, embeddingsAnswer(bodyOf(exchange)));

/** LocalAI: every kind of model behind OpenAI's routes; no `/v1/images/edits`, no `/v1/audio/translations`. */
export const localAi: Program = {
	routes: {
		'GET /readyz': (exchange) => sendText(exchange, 200, 'OK'),
		'GET /healthz': (exchange) => sendText(exchange, 200, 'OK'),
		'GET /version': (exchange) => sendJson(exchange, 200, { version: 'v4.0.0' }),
		'GET /v1/models': (exchange) =>
			sendJson(exchange, 200, { object: 'list', data: MODELS.map((id) => ({ id, object: 'model' })) }),
		'POST /v1/chat/completions': async (exchange) => {
			bodyOf(exchange);
			await answerChat(exchange);
		},
		'POST /v1/embeddings': embeddings,
		'POST /v1/audio/transcriptions': transcriptions,
		'POST /v1/audio/speech': speech,
		'POST /v1/images/generations': pictures,
		'POST /v1/images/inpainting': inpainting,
		'POST /v1/rerank': rerank,
	},
	missing: () => refuse(404, 'Resource not found'),
};
