import type { SandboxTask } from '../catalogue';
import { fieldsOf, isFields, type Fields } from '../values';
import { fileIn } from '../media/sniff';

/** A request as a task sees it, whatever server it came to. */
export interface Question {
	task: SandboxTask;
	inputs: unknown;
	parameters: Fields;
	/** The whole JSON body: some parameters stand at its root. */
	root: Fields;
	/** The file of the request, raw or out of base64. */
	file?: Buffer;
	/** How the request came: for the answer that repeats it. */
	method: string;
	contentType: string;
	size: number;
}

export type Answer = { json: unknown } | { media: Buffer; type: string };
export type Answerer = (question: Question) => Answer;

/** An input that the service refuses, with its status and words. */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly body: unknown,
	) {
		super(typeof body === 'string' ? body : JSON.stringify(body));
	}
}

export function refuse(message: string, status = 400): never {
	throw new Refusal(status, { error: message });
}

/** The file of a JSON request, wherever clients put it. */
export function fileOf(root: Fields): Buffer | undefined {
	const nested = fieldsOf(root.inputs);
	return fileIn(root.inputs) ?? fileIn(nested.image) ?? fileIn(nested.images) ?? fileIn(root.image);
}

/** The text of the request; refused where there is none. */
export function requiredText(question: Question): string {
	const { inputs } = question;
	if (typeof inputs === 'string') return inputs;
	if (isFields(inputs) && typeof inputs.text === 'string') return inputs.text;
	return refuse('Body needs to provide a inputs key, recieved: ' + JSON.stringify(question.root).slice(0, 120));
}

export function requiredFile(question: Question): Buffer {
	return question.file ?? refuse('cannot identify image file <_io.BytesIO object>');
}

/** One answer for one input, or a list of them for a list. */
export function forEachInput(question: Question, answer: (single: Question) => unknown): Answer {
	const { inputs } = question;
	if (!Array.isArray(inputs)) return { json: answer(question) };
	return { json: inputs.map((input: unknown) => answer({ ...question, inputs: input })) };
}
