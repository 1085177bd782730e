import type { AnswerKind } from '../../nodes/shared/tasks/answers/answer';
import type { Task } from '../../nodes/shared/tasks/task';

/** A key of the simplified item. */
export interface OutputKey {
	readonly key: string;
	readonly meaning: string;
	/** Under which condition the key is there; absent: always. */
	readonly when?: string;
}

const LABEL: readonly OutputKey[] = [
	{ key: 'label', meaning: 'the label with the highest score' },
	{ key: 'score', meaning: 'its score, from 0 to 1' },
];

const FILE: readonly OutputKey[] = [
	{ key: 'mimeType', meaning: 'what kind of file it is, e.g. `image/png`' },
	{ key: 'fileName', meaning: 'its name' },
	{ key: 'fileSize', meaning: 'its size in bytes' },
	{ key: 'files', meaning: 'all files, each with its binary `field`, `mimeType`, `fileName` and `fileSize`', when: 'the answer has several; the keys above are of the first' },
];

const CHAT: readonly OutputKey[] = [
	{ key: 'content', meaning: 'the answer' },
	{ key: 'parsed', meaning: 'the answer as JSON that the next node can use', when: 'JSON was asked for' },
	{ key: 'role', meaning: 'who speaks: `assistant`' },
	{ key: 'finish_reason', meaning: 'why the answer ended: `stop`, `length` (cut at Max Tokens), `tool_calls`, ...' },
	{ key: 'reasoning_content', meaning: 'what a reasoning model thought', when: 'the server gives it' },
	{ key: 'tool_calls', meaning: 'the tools that the model wants called, their arguments as JSON', when: 'the model calls tools' },
	{ key: 'usage', meaning: 'tokens that were used' },
	{ key: 'model', meaning: 'the model that answered' },
];

const RANKED: readonly OutputKey[] = [
	{ key: 'sentence', meaning: 'the text with the highest score' },
	{ key: 'score', meaning: 'its score' },
	{ key: 'similarities', meaning: 'all texts with their scores, in the order of the input' },
];

const TEXTS: Readonly<Record<string, string>> = {
	generated_text: 'the text',
	summary_text: 'the summary',
	translation_text: 'the translation',
};

/** What the simplified item of each kind of answer holds. */
const OUTPUTS: Readonly<Record<AnswerKind, (task: Task) => readonly OutputKey[]>> = {
	predictions: () => [...LABEL, { key: 'predictions', meaning: 'all labels with their scores, in the order of the API' }],
	fillMask: () => [
		{ key: 'sequence', meaning: 'the whole text with the best word in the gap' },
		{ key: 'token_str', meaning: 'the best word' },
		{ key: 'token', meaning: 'its number in the vocabulary of the model' },
		{ key: 'score', meaning: 'its score, from 0 to 1' },
		{ key: 'predictions', meaning: 'all words that fit; with several gaps, a list for each' },
	],
	entities: () => [{ key: 'entities', meaning: 'what was found: kind (`entity_group`, or `entity` without aggregation), `word`, `score`, and where it stands (`start`, `end`)' }],
	answers: ({ id }) => [
		{ key: 'answer', meaning: 'the best answer' },
		{ key: 'score', meaning: 'its score, from 0 to 1' },
		...(id === 'visual-question-answering' ? [] : ['start', 'end'].map((key) => ({ key, meaning: `where it ${key}s` }))),
		{ key: 'answers', meaning: 'all answers, also where it is one' },
	],
	table: () => [
		{ key: 'answer', meaning: 'the answer, cells and aggregation in one text' },
		{ key: 'cells', meaning: 'the cells that it is made of' },
		{ key: 'coordinates', meaning: 'their places, as `[row, column]`, counted from 0' },
		{ key: 'aggregator', meaning: 'how the cells are combined, e.g. `SUM`', when: 'the model aggregates' },
	],
	text: ({ id, answer: { key = '' } }) => [
		{ key, meaning: TEXTS[key] ?? 'the text' },
		{ key: `${key}s`, meaning: 'all texts, as the API gives them', when: 'the answer has several; the key above is of the first' },
		...(id === 'text-generation' ? [{ key: 'details', meaning: 'tokens, probabilities and why the text ended', when: 'Details is on' }] : []),
	],
	transcription: () => [
		{ key: 'text', meaning: 'what is said' },
		{ key: 'texts', meaning: 'all texts, as the API gives them', when: 'the answer has several; the key above is of the first' },
		{ key: 'chunks', meaning: 'pieces of it with their times in seconds', when: 'Return Timestamps is on' },
	],
	vectors: () => [
		{ key: 'dimensions', meaning: 'the length of the vector' },
		{ key: 'embedding', meaning: 'the vector', when: 'the model gives one vector' },
		{ key: 'embeddings', meaning: 'a vector for each token or part of the image', when: 'the model gives one for each' },
	],
	similarities: () => RANKED,
	ranking: () => RANKED,
	detections: () => [
		{ key: 'count', meaning: 'how many things were found' },
		{ key: 'detections', meaning: 'each with `label`, `score`, and `box` in pixels (`xmin`, `ymin`, `xmax`, `ymax`)' },
	],
	segments: () => [{ key: 'segments', meaning: 'each with `label`, `score`, and `mask`, the binary field with a picture that is white where the thing is' }],
	masks: () => [{ key: 'segments', meaning: 'each with `score` and `mask`, the binary field with a picture that is white where the thing is' }],
	media: () => [...FILE, { key: '...', meaning: 'what the API says beside the file, e.g. `seed`', when: 'it says something' }],
	depth: () => [...FILE, { key: 'predicted_depth', meaning: 'the depths as numbers, row by row', when: 'the server gives them' }],
	audioParts: () => [{ key: 'outputs', meaning: 'each sound with its `label`, and `blob`, the binary field that holds it' }],
	tabular: () => [{ key: 'predictions', meaning: 'one value for each row, in the order of the rows' }],
	chat: () => CHAT,
	conversation: () => [
		{ key: 'generated_text', meaning: 'the reply' },
		{ key: 'conversation', meaning: 'what was said so far: `past_user_inputs`, `generated_responses`' },
		{ key: 'warnings', meaning: 'what the server warns of', when: 'it does' },
	],
	any: () => [{ key: 'response', meaning: 'what the server answered: JSON or text; with Stream, a list of the events', when: 'the answer is no file' }],
};

/** The keys of a task's simplified item, in the order that they are explained. */
export function outputsOf(task: Task): readonly OutputKey[] {
	return OUTPUTS[task.answer.kind](task);
}

/** What a task puts into binary fields; empty where it makes no files. */
export function filesOf({ answer: { kind, media } }: Task): string {
	if (media !== undefined) return `The ${media} goes to the binary field that **Put Output in Field** names (\`data\`); several go to \`data_0\`, \`data_1\`, ...`;
	if (kind === 'segments' || kind === 'masks') return 'The masks go to the binary fields `data_0`, `data_1`, ... (**Put Output in Field**).';
	if (kind === 'audioParts') return 'The sounds go to the binary fields `data_0`, `data_1`, ... (**Put Output in Field**).';
	if (kind === 'any') return 'A file goes to the binary field that **Put Output in Field** names (`data`).';
	return '';
}

/** What comes out where `Simplify` is off. */
export function rawOf({ answer: { media }, route }: Task): string {
	if (route === 'raw') return '';
	if (media !== undefined) return 'With **Simplify** off, the file is the same. `response` holds what the API says beside it; without any of that, `json` is empty.';
	return "With **Simplify** off, `response` holds the API's own answer:";
}
