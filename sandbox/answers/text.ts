import { lookAt } from '../media/look';
import { clamp, fieldsOf, numberOf, textOf, type Fields } from '../values';
import { tokensOf } from '../words';
import { refuse, requiredFile, requiredText, type Answer, type Question } from './answer';
import { generationEvents, generationOf } from './generation';
import { summarize } from './replies';
import { namesOf } from './labels';

function keyOf({ task }: Question): string {
	if (task.answer.key !== undefined) return task.answer.key;
	if (task.id.startsWith('summar')) return 'summary_text';
	return task.id.startsWith('translat') ? 'translation_text' : 'generated_text';
}

function generationParameters({ parameters }: Question): Fields {
	return { ...parameters, ...fieldsOf(parameters.generate_parameters), ...fieldsOf(parameters.generation_parameters) };
}

/** The colours that cover at least a tenth of a picture, the largest first. */
export function mainColours(file: Buffer): string[] {
	const { colours } = lookAt(file);
	return colours.filter(([, share], place) => place === 0 || share >= 0.1).map(([colour]) => colour);
}

/** A caption from a picture's size and colours. */
export function describePicture(file: Buffer): string {
	const { width, height, colours } = lookAt(file);
	const things = colours.slice(0, 2).map(([colour]) => namesOf(colour)[0] ?? colour);
	return `a picture of ${things.join(' and ')}, mostly ${colours[0]?.[0] ?? 'grey'}, ${width} by ${height}`;
}

function describe(question: Question): string {
	const most = numberOf(generationParameters(question).max_new_tokens, 50);
	return tokensOf(describePicture(requiredFile(question)))
		.slice(0, most)
		.join('');
}

function shorten(question: Question): string {
	const limits = generationParameters(question);
	const most = numberOf(limits.max_new_tokens, numberOf(limits.max_length, 60));
	return summarize(requiredText(question), clamp(Math.round(most), 1, 500));
}

function translate(question: Question): string {
	const { src_lang: from, tgt_lang: to } = question.parameters;
	if ((from === undefined) !== (to === undefined)) refuse('Both src_lang and tgt_lang are needed, or neither');
	return `[${textOf(to, 'translated')}] ${requiredText(question)}`;
}

function answerOne(question: Question): Fields {
	const key = keyOf(question);
	if (question.task.file !== undefined || question.file !== undefined) return { [key]: describe(question) };
	if (key === 'summary_text') return { [key]: shorten(question) };
	if (key === 'translation_text') return { [key]: translate(question) };
	return generationOf(requiredText(question), generationParameters(question));
}

/** A list of objects with the task's key, for one input as for several. */
export function text(question: Question): Answer {
	const { inputs } = question;
	const list: unknown[] = Array.isArray(inputs) ? inputs : [inputs];
	return { json: list.map((single) => answerOne({ ...question, inputs: single })) };
}

export function textEvents(question: Question): string[] {
	return generationEvents(requiredText(question), generationParameters(question));
}
