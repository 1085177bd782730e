import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { WorkflowJson } from '../../tools/host/client';
import { CREDENTIAL, NODE_TYPE } from './host';

/** The folder of the workflows that users import. */
export const EXAMPLES_FOLDER = resolve(__dirname, '../../examples');

/** The names of all examples: their files without `.json`. */
export const exampleNames: readonly string[] = readdirSync(EXAMPLES_FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => file.slice(0, -'.json'.length))
	.sort();

/** What a user chooses after importing: credentials by type, and addresses of what stands outside of n8n. */
export interface Setup {
	/** Addresses in the shipped workflow, and what stands in their place. */
	addresses?: Readonly<Record<string, string>>;
	/** Further credentials, by the type of the node that gets them. */
	credentials?: Readonly<Record<string, NonNullable<WorkflowJson['nodes'][number]['credentials']>>>;
}

export function exampleId(name: string): string {
	return `ex${name.replace(/\W/g, '')}`.padEnd(16, '0').slice(0, 16);
}

/** A workflow as it is shipped. */
export function shippedExample(name: string): Omit<WorkflowJson, 'id'> {
	return JSON.parse(readFileSync(join(EXAMPLES_FOLDER, `${name}.json`), 'utf8'));
}

/** A shipped workflow, with nothing set but the credentials and the addresses. */
export function example(name: string, { addresses = {}, credentials = {} }: Setup = {}): WorkflowJson {
	const text = Object.entries(addresses).reduce(
		(json, [from, to]) => json.replaceAll(from, to),
		JSON.stringify(shippedExample(name)),
	);
	const workflow: Omit<WorkflowJson, 'id'> = JSON.parse(text);
	const nodes = workflow.nodes.map((node) => {
		const isOurs = node.type === NODE_TYPE || node.type === `${NODE_TYPE}Tool`;
		const chosen = isOurs ? CREDENTIAL.credentials : credentials[node.type];
		return chosen === undefined ? node : { ...node, credentials: chosen };
	});
	return { ...workflow, id: exampleId(name), nodes };
}
