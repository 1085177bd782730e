import type { AnswerKind } from '../../../nodes/shared/tasks/answers/answer';
import type { Task } from '../../../nodes/shared/tasks/task';

const text: unknown = expect.any(String);
const number: unknown = expect.any(Number);
const list: unknown = expect.any(Array);
const box = { xmin: number, ymin: number, xmax: number, ymax: number };
const aboutFile = { mimeType: text, fileName: text, fileSize: number };

/** What the simplified item of each kind of answer holds: no key more, and none less. */
const PROMISED: Readonly<Record<AnswerKind, (task: Task) => object>> = {
	predictions: () => ({
		label: text,
		score: number,
		predictions: expect.arrayContaining([{ label: text, score: number }]),
	}),
	fillMask: () => ({ sequence: text, token_str: text, token: number, score: number, predictions: list }),
	entities: () => ({ entities: expect.arrayContaining([expect.objectContaining({ word: text, score: number })]) }),
	answers: ({ id }) => ({
		answer: text,
		score: number,
		...(id !== 'visual-question-answering' && { start: number, end: number }),
		answers: list,
	}),
	table: () => ({ answer: text, cells: list, coordinates: list, aggregator: text }),
	text: ({ answer: { key = '' } }) => ({ [key]: text }),
	transcription: () => ({ text }),
	vectors: ({ id }) => ({ [id === 'image-feature-extraction' ? 'embeddings' : 'embedding']: list, dimensions: number }),
	similarities: () => ({
		sentence: text,
		score: number,
		similarities: [
			{ sentence: text, score: number },
			{ sentence: text, score: number },
		],
	}),
	ranking: () => ({
		sentence: text,
		score: number,
		similarities: [
			{ sentence: text, score: number },
			{ sentence: text, score: number },
		],
	}),
	detections: () => ({ detections: expect.arrayContaining([{ label: text, score: number, box }]), count: number }),
	segments: () => ({ segments: expect.arrayContaining([{ label: text, score: number, mask: 'data_0' }]) }),
	masks: () => ({ segments: expect.arrayContaining([{ score: number, mask: 'data_0' }]) }),
	media: () => aboutFile,
	depth: () => ({ ...aboutFile, predicted_depth: list }),
	audioParts: () => ({ outputs: expect.arrayContaining([{ label: text, blob: 'data_0' }]) }),
	tabular: () => ({ predictions: [expect.anything(), expect.anything()] }),
	chat: () => ({
		content: text,
		role: 'assistant',
		finish_reason: text,
		usage: expect.objectContaining({ total_tokens: number }),
		model: text,
	}),
	conversation: () => ({
		generated_text: text,
		conversation: { past_user_inputs: list, generated_responses: list },
		warnings: list,
	}),
	any: () => ({ response: expect.anything() }),
};

/** What the simplified item of a task holds. */
export function promisedOf(task: Task): object {
	return PROMISED[task.answer.kind](task);
}

/** The first bytes of a file, its extension and its media type. */
export const FORMATS: Readonly<Record<string, { readonly extension: string; readonly startsWith: RegExp }>> = {
	'image/png': { extension: 'png', startsWith: /^\x89PNG/ },
	'audio/wav': { extension: 'wav', startsWith: /^RIFF....WAVE/s },
	'audio/flac': { extension: 'flac', startsWith: /^fLaC/ },
	'video/mp4': { extension: 'mp4', startsWith: /^....ftyp/s },
};
