import { fieldsOf, listOf, round, textOf } from '../values';
import { similarity } from '../words';
import { refuse, type Answer, type Question } from './answer';

/** How near each sentence is to the source, in the order of the sentences. */
export function compare(inputs: unknown): number[] {
	const { source_sentence: source, sentences } = fieldsOf(inputs);
	if (typeof source !== 'string') refuse('source_sentence is a required property of inputs');
	if (listOf(sentences).length === 0) refuse('sentences is a required property of inputs');
	return listOf(sentences).map((sentence) => round(similarity(textOf(source), String(sentence))));
}

export function similarities(question: Question): Answer {
	return { json: compare(question.inputs) };
}
