import { outputOf, type Execution } from '../host/client';
import { short } from './steps';
import { nodeName, type Part } from './workflow';

/** What each step of a run was given and gave, in lines: its input, its model, its time, and whether a model ran. */
export function linesOf(execution: Execution, parts: readonly Part[]): string[] {
	return parts.flatMap((part, i) => ['', ...stepLines(execution, part, i + 1)]);
}

function stepLines(execution: Execution, part: Part, number: number): string[] {
	const { step, player } = part;
	const name = nodeName(part);
	const run = execution.data.resultData.runData[name]?.at(-1);
	const kind = player.isReal ? 'real' : 'played';
	const model = player.isReal ? player.model || 'the recommended model' : 'no model: the sandbox';
	const seconds = run === undefined ? '' : `, ${(run.executionTime / 1000).toFixed(1)} s`;
	return [
		`${String(number).padStart(2)}. ${step.name} [${kind}: ${model}${seconds}]`,
		`    in:  ${short(step.input)}`,
		...answerLines(execution, part, name).map((line, i) => `    ${i === 0 ? 'out:' : '    '} ${line}`),
	];
}

function answerLines(execution: Execution, { step }: Part, name: string): string[] {
	const run = execution.data.resultData.runData[name]?.at(-1);
	if (run === undefined) return ['did not run'];
	if (run.error !== undefined) {
		const { message, description } = run.error;
		return [`failed: ${message}${description ? ` - ${description}` : ''}`];
	}
	return step.tell(outputOf(execution, name)).filter((line) => line.trim() !== '');
}
