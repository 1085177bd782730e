import { OPTIONS } from '../fields/options';

/** Advice that names fields of the task node, and the same for a sub-node. */
const INSTEAD: ReadonlyArray<readonly [RegExp, string]> = [
	[/Check that 'Task' fits the model, and that/, 'Check that the model does the work of this node, and that'],
	[/Check that 'Task' fits the model, or .*/, 'Check that the model does the work of this node.'],
	[/Lower 'Max Concurrency'.*try again later\./, 'Let the root node run fewer items at once, or try again later.'],
];

/** Labels that the task node alone may have. */
const LABELS = ['Task', ...Object.values(OPTIONS).map(({ field }) => field.label)];

const LAST = 'Try again later, or try another model or provider.';

/**
 * Advice without the fields that a sub-node lacks.
 * @param labels of the fields that it has
 */
export function fittingAdvice(advice: string, labels: ReadonlySet<string>): string {
	const isMissing = (text: string): boolean =>
		LABELS.some((label) => !labels.has(label) && text.includes(`'${label}'`));
	if (!isMissing(advice)) return advice;
	const replaced = INSTEAD.reduce((text, [words, instead]) => text.replace(words, instead), advice);
	const sentences = replaced.split(/(?<=\.)\s+/).filter((sentence) => !isMissing(sentence));
	return sentences.length === 0 ? LAST : sentences.join(' ');
}
