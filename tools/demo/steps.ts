import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { fieldsOf, numberOf, type Fields } from '../../local/values';
import {
	ARTICLES,
	FOREIGN_MESSAGE,
	KNOWN_QUESTIONS,
	MAILS,
	NEW_QUESTION,
	PICTURE,
	QUESTION,
	REPLY_REQUEST,
	TOPICS,
	URGENCIES,
} from './texts';

/** Where a step's items come from: the start, a file, or the mails. */
export type Source = 'start' | 'mails' | { readonly file: string };

/** One step of the demo: a node, and how people are told of its answer. */
export interface Step {
	readonly name: string;
	readonly task: string;
	readonly source: Source;
	/** The model of the local server; absent where only a generative model can do it. */
	readonly model?: string;
	readonly parameters: INodeParameters;
	/** The field of a picture in SVG that the editor is to show. */
	readonly picture?: string;
	/** What goes in, for people. */
	readonly input: string;
	/** The answer in lines, for people. */
	readonly tell: (items: readonly INodeExecutionData[]) => string[];
}

const MAIL_TEXT = '={{ $json.text }}';
const MAILS_INPUT = `${MAILS.length} support mails`;
const LONGEST = 100;

/** The story: what a shop could do with the node in one morning. */
export const STEPS: readonly Step[] = [
	{
		name: 'Detect Objects',
		task: 'object-detection',
		source: { file: 'photos.jpg' },
		model: 'local/centernet-mobilenet-v3',
		parameters: { options: { annotatedImage: true } },
		picture: 'annotated',
		input: 'photos.jpg, a board of four photos',
		tell: (items) => [
			listOf(items[0]?.json.detections).map(labelled).join(', '),
			...items.flatMap(({ binary = {} }) =>
				Object.values(binary).map((file) => `with the boxes drawn: ${file.fileName ?? 'a picture'}`),
			),
		],
	},
	{
		name: 'Read Invoice',
		task: 'image-to-text',
		source: { file: 'invoice.png' },
		model: 'local/pp-ocr-v4',
		parameters: {},
		input: 'invoice.png, a picture of an invoice',
		tell: (items) => String(items[0]?.json.generated_text ?? '').split('\n'),
	},
	{
		name: 'Find Topic',
		task: 'zero-shot-classification',
		source: 'mails',
		model: 'local/use-lite-zero-shot',
		parameters: { text: MAIL_TEXT, candidateLabels: TOPICS },
		input: `${MAILS_INPUT}; topics: ${TOPICS}`,
		tell: eachMail,
	},
	{
		name: 'Find Urgency',
		task: 'zero-shot-classification',
		source: 'mails',
		model: 'local/use-lite-zero-shot',
		parameters: {
			text: MAIL_TEXT,
			candidateLabels: URGENCIES.join(', '),
			parameters: { hypothesisTemplate: '{}' },
		},
		input: `${MAILS_INPUT}; labels: ${URGENCIES.join(', ')}`,
		tell: eachMail,
	},
	{
		name: 'Tell Mood',
		task: 'text-classification',
		source: 'mails',
		model: 'local/use-lite-sentiment',
		parameters: { text: MAIL_TEXT },
		input: MAILS_INPUT,
		tell: eachMail,
	},
	{
		name: 'Rank Help Articles',
		task: 'text-ranking',
		source: 'start',
		model: 'local/use-lite-ranking',
		parameters: { query: QUESTION, texts: ARTICLES.join('\n') },
		input: `${QUESTION} (${ARTICLES.length} articles)`,
		tell: sentences,
	},
	{
		name: 'Find Same Question',
		task: 'sentence-similarity',
		source: 'start',
		model: 'local/use-lite',
		parameters: { sourceSentence: NEW_QUESTION, sentences: KNOWN_QUESTIONS.join('\n') },
		input: `${NEW_QUESTION} (${KNOWN_QUESTIONS.length} known questions)`,
		tell: sentences,
	},
	{
		name: 'Detect Language',
		task: 'text-classification',
		source: 'start',
		model: 'local/lid-176',
		parameters: { text: FOREIGN_MESSAGE, parameters: { topK: 1 } },
		input: FOREIGN_MESSAGE,
		tell: (items) => items.map(({ json }) => labelled(json)),
	},
	{
		name: 'Draft Reply',
		task: 'chat-completion',
		source: 'start',
		parameters: { messageInput: 'simple', prompt: REPLY_REQUEST, parameters: { maxTokens: 120 } },
		input: REPLY_REQUEST,
		tell: (items) => items.flatMap(({ json }) => String(json.content ?? '').split('\n')),
	},
	{
		name: 'Generate Picture',
		task: 'text-to-image',
		source: 'start',
		parameters: { prompt: PICTURE },
		input: PICTURE,
		tell: (items) => items.map(({ json }) => `${json.mimeType}, ${json.fileSize} bytes`),
	},
];

function listOf(value: unknown): Fields[] {
	return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function labelled({ label, score }: Fields): string {
	return `${label} ${numberOf(score, NaN).toFixed(2)}`;
}

function eachMail(items: readonly INodeExecutionData[]): string[] {
	const words = items.map(({ json }) => labelled(json));
	const width = Math.max(0, ...words.map((word) => word.length));
	return words.map((word, i) => `${word.padEnd(width)}  ${short(MAILS[i] ?? '')}`);
}

function sentences(items: readonly INodeExecutionData[]): string[] {
	return listOf(items[0]?.json.similarities)
		.sort((one, other) => numberOf(other.score, 0) - numberOf(one.score, 0))
		.map(({ sentence, score }) => `${numberOf(score, NaN).toFixed(2)}  ${sentence}`);
}

/** A text in one line that a terminal has room for. */
export function short(text: string): string {
	return text.length > LONGEST ? `${text.slice(0, LONGEST - 4)} ...` : text;
}
