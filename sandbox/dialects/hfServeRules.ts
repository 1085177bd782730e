import { Refusal, type Question } from '../answers/answer';
import { fieldsOf, isFields, type Fields } from '../values';

interface Problem {
	type: string;
	loc: ReadonlyArray<string | number>;
	msg: string;
	input?: unknown;
	ctx?: Fields;
}

/** pydantic's refusal, with the whole request back in `body`. */
export function unprocessable(root: unknown, problem: Problem): never {
	throw new Refusal(422, { detail: [{ ...problem, loc: ['body', ...problem.loc] }], body: root });
}

function wantText(root: Fields, value: unknown, loc: readonly string[]): void {
	if (typeof value === 'string') return;
	if (value === undefined) unprocessable(root, { type: 'missing', loc, msg: 'Field required', input: root });
	unprocessable(root, { type: 'string_type', loc, msg: 'Input should be a valid string', input: value });
}

function wantList(root: Fields, value: unknown, loc: readonly string[]): void {
	if (Array.isArray(value) && value.length > 0) return;
	if (value === undefined) unprocessable(root, { type: 'missing', loc, msg: 'Field required', input: root });
	unprocessable(root, { type: 'list_type', loc, msg: 'Input should be a valid list', input: value });
}

function checkChoices({ root, parameters }: Question): void {
	const { function_to_apply: how, hypothesis_template: template } = parameters;
	const choices = "'sigmoid', 'softmax' or None";
	if (how !== undefined && how !== null && !['sigmoid', 'softmax'].includes(String(how))) {
		unprocessable(root, {
			type: 'literal_error',
			loc: ['parameters', 'function_to_apply'],
			msg: `Input should be ${choices}`,
			input: how,
			ctx: { expected: choices },
		});
	}
	if (typeof template === 'string' && !template.includes('{}')) {
		unprocessable(root, {
			type: 'value_error',
			loc: ['parameters', 'hypothesis_template'],
			msg: 'Value error, hypothesis_template must contain {}',
			input: template,
		});
	}
}

function checkTable({ root, inputs }: Question): void {
	const { table } = fieldsOf(inputs);
	for (const [name, cells] of Object.entries(fieldsOf(table))) {
		const wrong = Array.isArray(cells) ? cells.findIndex((cell) => typeof cell !== 'string') : -1;
		if (Array.isArray(cells) && wrong >= 0) {
			unprocessable(root, {
				type: 'string_type',
				loc: ['inputs', 'table', name, wrong],
				msg: 'Input should be a valid string',
				input: cells[wrong],
			});
		}
	}
}

/** Refuses what hf-serve refuses of a chat request. */
export function checkChat(root: Fields): void {
	const { reasoning_effort: effort, logit_bias: bias } = root;
	if (typeof root.model !== 'string')
		unprocessable(root, { type: 'missing', loc: ['model'], msg: 'Field required', input: root });
	const expected = "'low', 'medium' or 'high'";
	if (effort !== undefined && !['low', 'medium', 'high'].includes(String(effort))) {
		unprocessable(root, {
			type: 'literal_error',
			loc: ['reasoning_effort'],
			msg: `Input should be ${expected}`,
			input: effort,
			ctx: { expected },
		});
	}
	if (bias !== undefined && !isFields(bias))
		unprocessable(root, {
			type: 'dict_type',
			loc: ['logit_bias'],
			msg: 'Input should be a valid dictionary',
			input: bias,
		});
}

const FREE_INPUTS = ['vectors', 'similarities', 'ranking', 'table'];

/** Refuses what hf-serve refuses of a JSON request. */
export function checkJson(question: Question): void {
	const { task, root, inputs, parameters } = question;
	if (task.answer.kind === 'table') checkTable(question);
	if (!FREE_INPUTS.includes(task.answer.kind)) wantText(root, inputs, ['inputs']);
	if (task.answer.kind === 'vectors' && inputs !== undefined && isFields(inputs))
		wantText(root, inputs, ['inputs', 'str']);
	if (task.id.startsWith('zero-shot'))
		wantList(root, parameters.candidate_labels ?? parameters.labels, ['parameters', 'candidate_labels']);
	checkChoices(question);
}
