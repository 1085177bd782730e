import { lookAt } from '../media/look';
import { sniff } from '../media/sniff';
import { readWav } from '../media/wav';
import { fieldsOf, numberOf, round, textOf, textsOf } from '../values';
import { hash, sigmoid, softmax } from '../words';
import { refuse, requiredFile, requiredText, type Answer, type Question } from './answer';
import { aboutness, moodOf, namesOf, seenAs } from './labels';

export interface Prediction {
	label: string;
	score: number;
}

type Logit = readonly [label: string, value: number];

const USUAL_TOP_K = 5;

function imageLogits(file: Buffer, wanted: readonly string[]): Logit[] {
	const { colours } = lookAt(file);
	if (wanted.length === 0) {
		return colours.flatMap(([colour, share]) =>
			namesOf(colour)
				.slice(0, 2)
				.map((label, place): Logit => [label, Math.log(share + 0.001) - place * 1.2]),
		);
	}
	return wanted.map((label) => {
		const seen = colours.reduce((sum, [colour, share]) => sum + seenAs(label, colour) * share, 0);
		return [label, seen * 6 + (hash(label) % 100) / 200];
	});
}

function audioLogits(file: Buffer, wanted: readonly string[]): Logit[] {
	const known = readWav(file);
	const labels = wanted.length > 0 ? wanted : ['speech', 'music', 'silence', 'animal', 'vehicle', 'noise'];
	return labels.map((label) => {
		const heard =
			known === undefined ? 0 : aboutness(label, known.loudness < 0.001 ? 'silence' : `speech ${known.comment ?? ''}`);
		return [label, heard * 2 + (hash(label + file.length) % 100) / 60];
	});
}

function videoLogits(file: Buffer): Logit[] {
	return ['walking', 'running', 'cooking', 'playing guitar', 'dancing', 'swimming'].map((label) => [
		label,
		(hash(label + file.toString('latin1', 0, 4096)) % 100) / 25,
	]);
}

function fileLogits(question: Question, wanted: readonly string[]): Logit[] {
	const file = requiredFile(question);
	const kind = question.task.file ?? sniff(file)?.kind;
	if (kind === 'audio') return audioLogits(file, wanted);
	return kind === 'video' ? videoLogits(file) : imageLogits(file, wanted);
}

function textLogits(text: string, wanted: readonly string[]): Logit[] {
	if (wanted.length > 0) return wanted.map((label) => [label, aboutness(label, text) * 2]);
	const mood = moodOf(text) * 1.4 + ((hash(text) % 100) - 50) / 200;
	return [
		['POSITIVE', mood],
		['NEGATIVE', -mood],
	];
}

function scored(logits: readonly Logit[], how: string): number[] {
	const values = logits.map(([, value]) => value);
	if (how === 'none') return values;
	return how === 'sigmoid' ? values.map((value) => sigmoid(value - 1)) : softmax(values);
}

/** The predictions for one input, the best first. */
export function predict(question: Question): Prediction[] {
	const { parameters } = question;
	const wanted = textsOf(parameters.candidate_labels);
	const isFile = question.file !== undefined || question.task.file !== undefined;
	const isZeroShot = question.task.id.startsWith('zero-shot') || parameters.candidate_labels !== undefined;
	if (isZeroShot && wanted.length === 0) refuse('You must include at least one label and at least one sequence.');
	const logits = isFile ? fileLogits(question, wanted) : textLogits(textWithPair(question), wanted);
	const how = parameters.multi_label === true ? 'sigmoid' : textOf(parameters.function_to_apply, 'softmax');
	const scores = scored(logits, how);
	const all = logits.map(([label], index) => ({ label, score: round(scores[index] ?? 0) }));
	all.sort((left, right) => right.score - left.score);
	const most = isFile && wanted.length === 0 ? USUAL_TOP_K : all.length;
	return all.slice(0, Math.max(1, numberOf(parameters.top_k, most)));
}

function textWithPair(question: Question): string {
	return `${requiredText(question)} ${textOf(fieldsOf(question.inputs).text_pair)}`.trim();
}

/** hf-inference nests the labels of a text once more, and only those. */
export function predictions(question: Question): Answer {
	if (Array.isArray(question.inputs))
		return { json: question.inputs.map((inputs: unknown) => predict({ ...question, inputs })) };
	const found = predict(question);
	const isPlainText = question.file === undefined && question.parameters.candidate_labels === undefined;
	return { json: isPlainText ? [found] : found };
}
