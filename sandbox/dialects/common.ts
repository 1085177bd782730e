import { answer } from '../answers';
import { fileOf, type Answer, type Question } from '../answers/answer';
import { taskOf, type SandboxTask } from '../catalogue';
import { headerOf, rootOf, type Exchange } from '../exchange';
import { fieldsOf, isFields, type Fields } from '../values';

/** A request to a server program that serves one task. */
export interface Call {
	exchange: Exchange;
	task: SandboxTask;
	/** What follows the server's address. */
	rest: string;
}

/** The parts of an address: `/{server}/{task}/{rest}`; undefined for a task that there is not. */
export function callOf(
	exchange: Exchange,
	server: string,
	others: Readonly<Record<string, SandboxTask>> = {},
): Call | undefined {
	const [, id = '', rest = ''] = new RegExp(`^/${server}/([\\w-]+)(/.*)?$`).exec(exchange.url.pathname) ?? [];
	const task = others[id] ?? taskOf(id);
	return task === undefined ? undefined : { exchange, task, rest: rest.replace(/\/$/, '') };
}

export function jsonQuestion({ exchange, task }: Call, root: Fields = rootOf(exchange)): Question {
	const { method, body } = exchange.request;
	return {
		task,
		inputs: root.inputs,
		parameters: fieldsOf(root.parameters),
		root,
		file: fileOf(root),
		method,
		contentType: headerOf(exchange, 'content-type'),
		size: body.length,
	};
}

export function fileQuestion({ exchange, task }: Call): Question {
	const { method, body } = exchange.request;
	return {
		task,
		inputs: undefined,
		parameters: {},
		root: {},
		file: body,
		method,
		contentType: headerOf(exchange, 'content-type'),
		size: body.length,
	};
}

/** The JSON of an answer that is JSON. */
export function jsonOf(found: Answer): unknown {
	return 'json' in found ? found.json : undefined;
}

/** The answer in hf-inference's shape, to be turned into the program's own. */
export function plainAnswer(question: Question): unknown {
	return jsonOf(answer(question));
}

/** The names of nulls among parameters: no server takes them. */
export function nullsIn(parameters: unknown): string[] {
	if (!isFields(parameters)) return [];
	return Object.keys(parameters).filter((name) => parameters[name] === null);
}

/** What serde says of a body that lacks a field or has a wrong one. */
export function serdeWords(exchange: Exchange, problem: string): string {
	return `Failed to deserialize the JSON body into the target type: ${problem} at line 1 column ${exchange.request.body.length}`;
}

/** serde's name for the type of a value. */
export function serdeType(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'sequence';
	if (typeof value === 'object') return 'map';
	if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
	if (typeof value === 'boolean') return `boolean \`${value}\``;
	return Number.isInteger(value) ? `integer \`${String(value)}\`` : `floating point \`${String(value)}\``;
}
