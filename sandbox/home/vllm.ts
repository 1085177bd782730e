import { Refusal } from '../answers/answer';
import { rootOf, sendEvents, sendJson, sendText, type Exchange } from '../exchange';
import { fieldIn } from '../form';
import { answerChat, answerCompletion } from '../inference';
import { embeddingsAnswer } from '../dialects/openai';
import { fieldsOf, listOf, numberOf, textOf, type Fields } from '../values';
import {
	fastApiBody,
	fastApiForm,
	fastApiMissing,
	missingField,
	modelList,
	requiredString,
	unprocessable,
} from './program';
import type { Handler, Program } from './program';
import { rankTokens, ranked } from './ranks';
import { fileIn, isOn, transcribe, verboseSegment, type Transcript } from './transcripts';

const WHISPER = 'openai/whisper-small';
/** A speech model without timestamps. */
const PLAIN_SPEECH = 'Qwen/Qwen3-ASR-1.7B';
const RERANKER = 'BAAI/bge-reranker-v2-m3';
const CHAT = 'Qwen/Qwen2.5-VL-7B-Instruct';

/** vLLM's error body. Source: vllm/entrypoints/openai/engine/protocol.py. */
function refuse(message: string, status = 400, type = 'BadRequestError'): never {
	throw new Refusal(status, { error: { message, type, param: null, code: status } });
}

function checkModel(model: string | undefined, held: string): void {
	if (model !== undefined && model !== '' && model !== held)
		refuse(`The model \`${model}\` does not exist.`, 404, 'NotFoundError');
}

function events({ words }: Transcript, model: string, object: string): string[] {
	const chunk = (content: string, finish: string | null): Fields => ({
		...{ id: 'trsc-sandbox', object, created: 1_760_000_000, model },
		choices: [{ delta: { content }, finish_reason: finish, stop_reason: null }],
	});
	const chunks = words.map(({ text }, place) => chunk(text, place === words.length - 1 ? 'stop' : null));
	return [...chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`), 'data: [DONE]\n\n'];
}

function checkFormat(format: string, model: string, isStream: boolean): void {
	if (!['json', 'text', 'srt', 'verbose_json', 'vtt'].includes(format))
		unprocessable(
			'literal_error',
			['response_format'],
			"Input should be 'json', 'text', 'srt', 'verbose_json' or 'vtt'",
		);
	if (!['text', 'json', 'verbose_json'].includes(format))
		refuse('Currently only support response_format: `text`, `json` or `verbose_json`');
	if (format === 'verbose_json' && model === PLAIN_SPEECH) refuse(`Currently do not support verbose_json for ${model}`);
	if (format === 'verbose_json' && isStream) refuse("verbose_json format doesn't support streaming case");
}

/**
 * Transcription and translation. Segments, never words; `duration` is a text; a part without file name is no file.
 * Source: vllm/entrypoints/openai/speech_to_text.
 */
function speechRoute(held: string, task: 'transcription' | 'translation'): Handler {
	return async (exchange) => {
		const form = fastApiForm(exchange);
		const file = fileIn(form);
		if (fieldIn(form, 'file') !== undefined)
			throw new Refusal(422, { detail: "Expected 'file' to be a file-like object, not 'str'." });
		if (file === undefined) return missingField('file');
		checkModel(fieldIn(form, 'model'), held);
		const format = fieldIn(form, 'response_format') ?? 'json';
		const isStream = isOn(form, 'stream');
		checkFormat(format, held, isStream);
		const found = transcribe(file, task === 'translation');
		if (isStream) return await sendEvents(exchange, events(found, held, `${task}.chunk`));
		const { text, seconds, segments } = found;
		if (format === 'text') return sendText(exchange, 200, text);
		if (format === 'json')
			return sendJson(exchange, 200, { text, usage: { type: 'duration', seconds: Math.ceil(seconds) } });
		const language = fieldIn(form, 'language') ?? 'en';
		sendJson(exchange, 200, {
			...{ duration: String(seconds), language, text },
			segments: segments.map(verboseSegment),
			words: null,
		});
	};
}

/**
 * Jina's and Cohere's rerank request. `top_n` 0 means all; documents are strings; `use_activation: false` gives raw
 * scores. Source: vllm/entrypoints/pooling/scoring/protocol.py.
 */
const rerank: Handler = (exchange) => {
	const root = fastApiBody(exchange);
	const query = requiredString(root, 'query');
	if (root.documents === undefined) missingField('documents', root);
	const documents = listOf(root.documents);
	if (!documents.every((text): text is string => typeof text === 'string'))
		unprocessable('string_type', ['documents', '0'], 'Input should be a valid string', documents[0]);
	checkModel(textOf(root.model), RERANKER);
	const texts = documents.map(String);
	const found = ranked(query, texts, numberOf(root.top_n, 0) || texts.length, root.use_activation === false);
	const results = found.map(({ index, score, text }) => ({
		...{ index, document: { text, multi_modal: null }, relevance_score: score },
	}));
	const used = rankTokens(query, texts);
	const usage = { prompt_tokens: used, total_tokens: used };
	sendJson(exchange, 200, { id: 'score-sandbox', model: RERANKER, usage, results });
};

function withModel(held: string, answer: Handler): Handler {
	return async (exchange) => {
		checkModel(textOf(fastApiBody(exchange).model), held);
		await answer(exchange);
	};
}

/** Source: vllm/entrypoints/chat_utils.py. A file is no part that it knows. */
const chat: Handler = async (exchange) => {
	const parts = listOf(rootOf(exchange).messages).flatMap((message) => listOf(fieldsOf(message).content));
	if (parts.some((part) => fieldsOf(part).type === 'file')) refuse('Unknown part type: file');
	await answerChat(exchange);
};

function embeddings(exchange: Exchange): void {
	const root = rootOf(exchange);
	if (root.input === undefined) missingField('input', root);
	sendJson(exchange, 200, embeddingsAnswer(root));
}

function program(model: string, routes: Readonly<Record<string, Handler>>): Program {
	return {
		routes: {
			'GET /health': (exchange) => sendText(exchange, 200, ''),
			'GET /version': (exchange) => sendJson(exchange, 200, { version: '0.30.0' }),
			'GET /v1/models': modelList([model], { owned_by: 'vllm', root: model, parent: null, max_model_len: 8192 }),
			...routes,
		},
		missing: fastApiMissing,
	};
}

function speech(model: string): Program {
	return program(model, {
		'POST /v1/audio/transcriptions': speechRoute(model, 'transcription'),
		'POST /v1/audio/translations': speechRoute(model, 'translation'),
	});
}

/** vLLM serves one model: a chat model, a Whisper, a speech model without timestamps, a reranker. */
export const vllm: Readonly<Record<string, Program>> = {
	vllm: program(CHAT, {
		'POST /v1/chat/completions': withModel(CHAT, chat),
		'POST /v1/completions': withModel(CHAT, answerCompletion),
		'POST /v1/embeddings': withModel(CHAT, embeddings),
	}),
	'vllm-speech': speech(WHISPER),
	'vllm-speech-plain': speech(PLAIN_SPEECH),
	'vllm-rerank': program(RERANKER, {
		'POST /rerank': rerank,
		'POST /v1/rerank': rerank,
		'POST /v2/rerank': rerank,
	}),
};
