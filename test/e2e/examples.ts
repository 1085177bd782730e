import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { WorkflowJson } from '../../tools/host/client';
import { CREDENTIAL, NODE_TYPE } from './host';

/** The folder of workflows for import. */
export const EXAMPLES_FOLDER = resolve(__dirname, '../../examples');

const PACKAGE = NODE_TYPE.replace(/[^.]+$/, '');

/** The names of all examples: their files without `.json`. */
export const exampleNames: readonly string[] = readdirSync(EXAMPLES_FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => file.slice(0, -'.json'.length))
	.sort();

/** Addresses of external services in a shipped workflow, and their replacements. */
export type Addresses = Readonly<Record<string, string>>;

export function exampleId(name: string): string {
	return `ex${name.replace(/\W/g, '')}`.padEnd(16, '0').slice(0, 16);
}

/** A shipped workflow. */
export function shippedExample(name: string): Omit<WorkflowJson, 'id'> {
	return JSON.parse(readFileSync(join(EXAMPLES_FOLDER, `${name}.json`), 'utf8'));
}

/** A shipped workflow, with only credentials and addresses set. */
export function example(name: string, addresses: Addresses = {}): WorkflowJson {
	const text = Object.entries(addresses).reduce(
		(json, [from, to]) => json.replaceAll(from, to),
		JSON.stringify(shippedExample(name)),
	);
	const workflow: Omit<WorkflowJson, 'id'> = JSON.parse(text);
	const nodes = workflow.nodes.map((node) => {
		const isOurs = node.type.startsWith(PACKAGE);
		return isOurs ? { ...node, ...CREDENTIAL } : node;
	});
	return { ...workflow, id: exampleId(name), nodes };
}
