import { omit, type JsonObject, type JsonValue } from '../../../nodes/shared/client/json';
import { at } from './asNode';
import type { Exchange } from './recorded';

/** Answers as lists of objects, out of what servers wrap them in, without what is null. */
function listOf(json: JsonValue | undefined): JsonObject[] {
	const inner = at(json, 'results') ?? at(json, 'scores') ?? json;
	const list = Array.isArray(inner) ? inner : [inner];
	const flat = list.length === 1 && Array.isArray(list[0]) ? list[0] : list;
	return flat.map((entry) =>
		Object.fromEntries(Object.entries(entry as JsonObject).filter(([, value]) => value !== null)),
	);
}

function bestOf(list: readonly JsonObject[]): JsonObject {
	return [...list].sort((a, b) => Number(b.score) - Number(a.score))[0] ?? {};
}

function numbersOf(json: JsonValue | undefined): JsonValue[] {
	const inner = (at(json, 'similarities') ?? json) as JsonValue[];
	return Array.isArray(inner[0]) ? inner[0] : inner;
}

function labels({ response: { json } }: Exchange): JsonObject {
	const first = (Array.isArray(json) ? json[0] : json) as JsonObject;
	const { labels: names, scores } = first;
	const list =
		Array.isArray(names) && Array.isArray(scores)
			? names.map((label, i) => ({ label, score: scores[i] ?? 0 }))
			: listOf(json);
	const { label = '', score = 0 } = bestOf(list);
	return { label, score, predictions: list };
}

function answers({ response: { json } }: Exchange): JsonObject {
	const list = listOf(json);
	return { ...bestOf(list), answers: list };
}

function scored(texts: JsonValue | undefined, scores: readonly JsonValue[]): JsonObject {
	const similarities = scores.map((score, i) => ({ sentence: (texts as JsonValue[])[i] ?? '', score }));
	return { ...bestOf(similarities), similarities };
}

function vector({ response: { json } }: Exchange): JsonObject {
	let inner = at(json, 'embeddings') ?? json;
	while (Array.isArray(inner) && inner.length === 1 && Array.isArray(inner[0])) inner = inner[0];
	const first = (inner as JsonValue[])[0];
	return Array.isArray(first)
		? { embeddings: inner ?? [], dimensions: first.length }
		: { embedding: inner ?? [], dimensions: (inner as JsonValue[]).length };
}

function parts(list: string, key: string): (exchange: Exchange) => JsonObject {
	return ({ response }) => ({
		[list]: listOf(response.json).map((entry, i) => ({ ...omit(entry, 'content-type'), [key]: `data_${i}` })),
	});
}

/** What is said in the events of a stream, in the form of an answer that came at once. */
function whole({ response }: Exchange): JsonValue {
	if (response.json !== undefined) return response.json;
	const events = response.body
		.toString()
		.split('\n\n')
		.flatMap((event) => (event.startsWith('data:') ? [JSON.parse(event.slice(5)) as JsonObject] : []));
	const last = events.at(-1) ?? {};
	if (typeof last.generated_text === 'string') return { generated_text: last.generated_text };
	const choices = events.map((event) => ((event.choices as JsonValue[])[0] ?? {}) as JsonObject);
	const content = choices.map((choice) => at(choice, 'delta.content') ?? '').join('');
	return {
		model: last.model ?? '',
		choices: [{ message: { role: 'assistant', content }, finish_reason: choices.at(-1)?.finish_reason ?? '' }],
	};
}

function chat(exchange: Exchange): JsonObject {
	const { choices, model, usage } = whole(exchange) as {
		choices: Array<{ message: JsonObject; finish_reason: string }>;
		model: string;
		usage?: JsonObject;
	};
	const [first] = choices;
	return {
		content: first?.message.content ?? '',
		role: 'assistant',
		finish_reason: first?.finish_reason ?? '',
		model,
		...(usage && { usage }),
	};
}

const ofList = (exchange: Exchange): JsonObject => listOf(whole(exchange))[0] ?? {};

/** What the simplified item of a task's answer is. */
const PROMISED: Readonly<Record<string, (exchange: Exchange) => JsonObject>> = {
	'audio-classification': labels,
	'audio-to-audio': parts('outputs', 'blob'),
	'automatic-speech-recognition': ofList,
	'chat-completion': chat,
	conversational: ofList,
	'document-question-answering': answers,
	'feature-extraction': vector,
	'fill-mask': ({ response }) => {
		const predictions = listOf(response.json);
		const { sequence = '', token_str = '', token = 0, score = 0 } = bestOf(predictions);
		return { sequence, token_str, token, score, predictions };
	},
	'image-classification': labels,
	'image-segmentation': parts('segments', 'mask'),
	'image-to-text': ofList,
	'mask-generation': parts('segments', 'mask'),
	'object-detection': ({ response }) => ({ detections: listOf(response.json), count: listOf(response.json).length }),
	'question-answering': answers,
	'sentence-similarity': ({ request, response }) =>
		scored(at(request.json, 'inputs.sentences'), numbersOf(response.json)),
	summarization: ofList,
	'table-question-answering': ofList,
	'tabular-classification': ({ response }) => ({ predictions: response.json ?? [] }),
	'tabular-regression': ({ response }) => ({ predictions: response.json ?? [] }),
	'text-classification': labels,
	'text-generation': ofList,
	'text-ranking': ({ request, response }) => {
		const byIndex = new Map(listOf(response.json).map(({ index, score }) => [index, score]));
		return scored(
			request.json?.texts,
			[...byIndex.keys()].sort().map((index) => byIndex.get(index) ?? 0),
		);
	},
	'token-classification': ({ response }) => ({ entities: listOf(response.json) }),
	translation: ofList,
	'visual-question-answering': answers,
	'zero-shot-classification': labels,
	'zero-shot-image-classification': labels,
};

/** The item that the design promises for a recorded answer; undefined for one that is a file. */
export function promisedFor(exchange: Exchange): JsonObject | undefined {
	return PROMISED[exchange.task]?.(exchange);
}
