import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeExecutionData } from 'n8n-workflow';
import { outputOf, type Execution, type WorkflowJson } from '../host/client';
import type { CredentialJson } from '../host/serve';

/** The demo's first node. */
export const START = 'Start';

/** The demo's photo, in n8n's allowed folder. */
export const PHOTO = 'photo.png';

const LONGEST_VALUE = 90;

/** The demo workflow, with its photo in the given folder. */
export function demoWorkflow(files: string): WorkflowJson {
	const workflow: WorkflowJson = JSON.parse(readFileSync(join(__dirname, 'workflow.json'), 'utf8'));
	const nodes = workflow.nodes.map((node) =>
		node.name === 'Read Photo'
			? { ...node, parameters: { ...node.parameters, fileSelector: join(files, PHOTO) } }
			: node,
	);
	return { ...workflow, nodes };
}

/** The demo's credential with some fields set. The other fields point to Hugging Face. */
export function demoCredential(data: Record<string, string>): CredentialJson {
	const credential: CredentialJson = JSON.parse(readFileSync(join(__dirname, 'credential.json'), 'utf8'));
	return { ...credential, data: { ...credential.data, ...data } };
}

/** The output of each step of a run, one line per item. */
export function linesOf(execution: Execution, workflow: WorkflowJson): string[] {
	const width = Math.max(...workflow.nodes.map(({ name }) => name.length));
	return workflow.nodes
		.filter(({ name }) => name !== START)
		.flatMap(({ name }) => stepLines(execution, name).map((line) => `${name.padEnd(width)}  ${line}`));
}

function stepLines(execution: Execution, name: string): string[] {
	const step = execution.data.resultData.runData[name]?.at(-1);
	if (step === undefined) return ['did not run'];
	if (step.error !== undefined) {
		const { message, description } = step.error;
		return [`failed: ${message}${description ? ` - ${description}` : ''}`];
	}
	return outputOf(execution, name).map(itemLine);
}

function itemLine({ json, binary = {} }: INodeExecutionData): string {
	const values = Object.entries(json).map(([key, value]) => `${key}: ${short(value)}`);
	const files = Object.entries(binary).map(
		([key, file]) =>
			`file "${key}": ${file.fileName ?? 'unnamed'}, ${file.mimeType}, ${file.fileSize ?? 'unknown size'}`,
	);
	return [...values, ...files].join('; ');
}

function short(value: unknown): string {
	const isLongList = Array.isArray(value) && value.length > 3 && value.every((element) => typeof element === 'number');
	const text = isLongList
		? `${JSON.stringify(value.slice(0, 3)).slice(0, -1)}, ... ${value.length} numbers]`
		: JSON.stringify(value);
	return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)} ...` : text;
}
