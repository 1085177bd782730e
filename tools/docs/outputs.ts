import type { AnswerKind } from '../../nodes/shared/tasks/answers/answer';
import type { Task } from '../../nodes/shared/tasks/task';

/** A key of the simplified item. */
export interface OutputKey {
	readonly key: string;
	readonly meaning: string;
	/** Condition for the key. Absent means always. */
	readonly when?: string;
}

const LABEL: readonly OutputKey[] = [
	{ key: 'label', meaning: 'the label with the highest score' },
	{ key: 'score', meaning: 'its score, from 0 to 1' },
];

const FILE: readonly OutputKey[] = [
	{ key: 'mimeType', meaning: 'media type of the file, e.g. `image/png`' },
	{ key: 'fileName', meaning: 'its name' },
	{ key: 'fileSize', meaning: 'its size in bytes' },
	{
		key: 'files',
		meaning: 'all files, each with its binary `field`, `mimeType`, `fileName` and `fileSize`',
		when: 'the answer has several; the keys above are of the first',
	},
];

const CHAT: readonly OutputKey[] = [
	{ key: 'content', meaning: 'the answer' },
	{ key: 'parsed', meaning: 'the answer as JSON for the next node', when: 'you asked for JSON' },
	{ key: 'role', meaning: 'the sender: `assistant`' },
	{
		key: 'finish_reason',
		meaning: 'reason for the end of the answer: `stop`, `length` (cut at Max Tokens), `tool_calls`, ...',
	},
	{ key: 'reasoning_content', meaning: "a reasoning model's thoughts", when: 'the server returns them' },
	{ key: 'tool_calls', meaning: "the model's tool calls, with arguments as JSON", when: 'the model calls tools' },
	{ key: 'usage', meaning: 'number of used tokens' },
	{ key: 'model', meaning: 'the model behind the answer' },
	{
		key: 'choices',
		meaning: 'all answers, as the API gives them',
		when: 'there are several; the keys above are of the first',
	},
	{ key: '...', meaning: "the API's other values, e.g. `refusal` or `annotations`", when: 'it returns any' },
];

const RANKED: readonly OutputKey[] = [
	{ key: 'sentence', meaning: 'the text with the highest score' },
	{ key: 'score', meaning: 'its score' },
	{ key: 'similarities', meaning: 'all texts with their scores, in input order' },
];

const TEXTS: Readonly<Record<string, string>> = {
	generated_text: 'the text',
	summary_text: 'the summary',
	translation_text: 'the translation',
};

/** The simplified item of each kind of answer. */
const OUTPUTS: Readonly<Record<AnswerKind, (task: Task) => readonly OutputKey[]>> = {
	predictions: () => [...LABEL, { key: 'predictions', meaning: "all labels with their scores, in the API's order" }],
	fillMask: () => [
		{ key: 'sequence', meaning: 'the whole text with the best word in the gap' },
		{ key: 'token_str', meaning: 'the best word' },
		{ key: 'token', meaning: "its number in the model's vocabulary" },
		{ key: 'score', meaning: 'its score, from 0 to 1' },
		{ key: 'predictions', meaning: 'all suggested words; for several gaps, one list per gap' },
	],
	entities: () => [
		{
			key: 'entities',
			meaning:
				'the names found: kind (`entity_group`, or `entity` without aggregation), `word`, `score`, and position (`start`, `end`)',
		},
	],
	answers: ({ id }) => [
		{ key: 'answer', meaning: 'the best answer' },
		{ key: 'score', meaning: 'its score, from 0 to 1' },
		...(id === 'visual-question-answering'
			? []
			: ['start', 'end'].map((key) => ({ key, meaning: `its ${key}, in characters` }))),
		{ key: 'answers', meaning: 'all answers, always as a list' },
	],
	table: () => [
		{ key: 'answer', meaning: 'the answer: aggregation and cells in one text' },
		{ key: 'cells', meaning: 'the cells of the answer' },
		{ key: 'coordinates', meaning: 'their positions as `[row, column]`, counted from 0' },
		{ key: 'aggregator', meaning: 'the operation on the cells, e.g. `SUM`', when: 'the model aggregates' },
	],
	text: ({ id, answer: { key = '' } }) => [
		{ key, meaning: TEXTS[key] ?? 'the text' },
		{
			key: `${key}s`,
			meaning: 'all texts, as the API gives them',
			when: 'the answer has several; the key above is of the first',
		},
		...(id === 'text-generation'
			? [{ key: 'details', meaning: 'tokens, probabilities and the finish reason', when: 'Details is on' }]
			: []),
	],
	transcription: () => [
		{ key: 'text', meaning: 'the transcript' },
		{
			key: 'texts',
			meaning: 'all texts, as the API gives them',
			when: 'the answer has several; the key above is of the first',
		},
		{ key: 'chunks', meaning: 'parts or words of it with their times in seconds', when: 'Return Timestamps is on' },
		{ key: '...', meaning: "the API's other values, e.g. `language` and `duration`", when: 'it returns any' },
	],
	vectors: () => [
		{ key: 'dimensions', meaning: 'the length of the vector' },
		{ key: 'embedding', meaning: 'the vector', when: 'the model returns one vector' },
		{
			key: 'embeddings',
			meaning: 'a vector for each token or part of the image',
			when: 'the model returns one for each',
		},
	],
	similarities: () => RANKED,
	ranking: () => RANKED,
	detections: () => [
		{ key: 'count', meaning: 'number of objects found' },
		{ key: 'detections', meaning: 'each with `label`, `score`, and `box` in pixels (`xmin`, `ymin`, `xmax`, `ymax`)' },
	],
	segments: () => [
		{
			key: 'segments',
			meaning: 'each with `label`, `score`, and `mask`, the binary field with the mask image (white marks the object)',
		},
	],
	masks: () => [
		{
			key: 'segments',
			meaning: 'each with `score` and `mask`, the binary field with the mask image (white marks the object)',
		},
	],
	media: () => [...FILE, { key: '...', meaning: "the API's other values, e.g. `seed`", when: 'it returns any' }],
	depth: () => [
		...FILE,
		{ key: 'predicted_depth', meaning: 'the depths as numbers, row by row', when: 'the server returns them' },
	],
	audioParts: () => [
		{ key: 'outputs', meaning: 'each sound with its `label`, and `blob`, the name of its binary field' },
	],
	tabular: () => [{ key: 'predictions', meaning: 'one value per row, in row order' }],
	chat: () => CHAT,
	conversation: () => [
		{ key: 'generated_text', meaning: 'the reply' },
		{ key: 'conversation', meaning: 'all messages so far: `past_user_inputs`, `generated_responses`' },
		{ key: 'warnings', meaning: "the server's warnings", when: 'there are any' },
	],
	any: () => [
		{
			key: 'response',
			meaning: "the server's answer: JSON, text, or with Stream a list of events",
			when: 'the answer is not a file',
		},
	],
};

/** The keys of a task's simplified item, in the order of the docs. */
export function outputsOf(task: Task): readonly OutputKey[] {
	return OUTPUTS[task.answer.kind](task);
}

/** A task's binary output in words, or an empty text without files. */
export function filesOf({ answer: { kind, media } }: Task): string {
	if (media !== undefined)
		return `The ${media} goes to the binary field of **Put Output in Field** (\`data\`). Several files go to \`data_0\`, \`data_1\`, ...`;
	if (kind === 'segments' || kind === 'masks')
		return 'The masks go to the binary fields `data_0`, `data_1`, ... (**Put Output in Field**).';
	if (kind === 'audioParts')
		return 'The sounds go to the binary fields `data_0`, `data_1`, ... (**Put Output in Field**).';
	if (kind === 'any') return 'A file goes to the binary field of **Put Output in Field** (`data`).';
	return '';
}

/** The output with `Simplify` off, in words. */
export function rawOf({ answer: { media }, route }: Task): string {
	if (route === 'raw') return '';
	if (media !== undefined)
		return 'With **Simplify** off, the file is the same. `response` holds what the API says beside it; without any of that, `json` is empty.';
	return "With **Simplify** off, `response` holds the API's own answer:";
}
