import type { INodeParameters } from 'n8n-workflow';
import { tasks } from '../../nodes/shared/tasks';
import type { Domain, Task } from '../../nodes/shared/tasks/task';
import type { Field, FileField } from '../../nodes/shared/fields/field';
import type { WorkflowJson } from '../../tools/host/client';
import { CREDENTIAL, NODE_TYPE, sample } from './host';

type Step = WorkflowJson['nodes'][number];

const MANUAL_TRIGGER = 'n8n-nodes-base.manualTrigger';

/** Where every workflow starts. */
export const START = 'Start';

/** The sandbox's sample file for a task. */
const SAMPLES: Readonly<Record<FileField['media'], string>> = {
	image: 'photo.png',
	audio: 'speech.wav',
	video: 'clip.mp4',
	any: 'photo.png',
};

/** The sample for questions about a picture: a picture with text. */
const DOCUMENT = 'invoice.png';

const TABLE = [
	{ city: 'Berlin', parcels: 12 },
	{ city: 'Rome', parcels: 30 },
];

/** The domains of the catalogue, each with its tasks. */
export const domains: ReadonlyArray<{ domain: Domain; tasks: Task[] }> = [
	...new Set(tasks.map(({ domain }) => domain)),
].map((domain) => ({ domain, tasks: tasks.filter((task) => task.domain === domain) }));

/** Samples that the domains' workflows read from disk. */
export const sampleFiles: Readonly<Record<string, Buffer>> = Object.fromEntries(
	[...Object.values(SAMPLES), DOCUMENT].map((name) => [name, sample(name)]),
);

export function workflowId(domain: Domain): string {
	return `domain${domain.replace(/\W/g, '')}`.padEnd(16, '0').slice(0, 16);
}

/** One node per task of a domain. Before a task with a file, a node reads it from disk. */
export function domainWorkflow(domain: Domain, ofDomain: readonly Task[], files: string): WorkflowJson {
	const readers = [...new Set(ofDomain.map(sampleOf))].filter((name) => name !== undefined);
	const nodes = [
		step(START, MANUAL_TRIGGER, 1, [0, 0], {}),
		...readers.map((name, row) =>
			step(readerOf(name), 'n8n-nodes-base.readWriteFile', 1.1, [240, row * 200], {
				fileSelector: `${files}/${name}`,
				options: {},
			}),
		),
		...ofDomain.map((task, row) => ({
			...step(task.name, NODE_TYPE, 1, [480, row * 200], parametersOf(task)),
			...CREDENTIAL,
		})),
	];
	const sources = ofDomain.map((task) => [sourceOf(task), task.name] as const);
	const links = [...readers.map((name) => [START, readerOf(name)] as const), ...sources];
	return {
		id: workflowId(domain),
		name: `Every task: ${domain}`,
		nodes,
		connections: connected(links),
		settings: { executionOrder: 'v1' },
	};
}

/** Newly added nodes: only the task is set. */
export function freshWorkflow(id: string, fresh: readonly Task[]): WorkflowJson {
	const nodes = fresh.map((task, i) => ({
		...step(task.action, NODE_TYPE, 1, [240 + 240 * (i % 6), 240 * Math.floor(i / 6)], { operation: task.id }),
		...CREDENTIAL,
	}));
	const links = fresh.map(({ action }) => [START, action] as const);
	return {
		id,
		name: 'Fresh nodes',
		nodes: [step(START, MANUAL_TRIGGER, 1, [0, 0], {}), ...nodes],
		connections: connected(links),
		settings: { executionOrder: 'v1' },
	};
}

function step(
	name: string,
	type: string,
	typeVersion: number,
	position: [number, number],
	parameters: INodeParameters,
): Step {
	return { id: name, name, type, typeVersion, position, parameters };
}

function connected(links: ReadonlyArray<readonly [string, string]>): WorkflowJson['connections'] {
	const sources = [...new Set(links.map(([source]) => source))];
	const targetsOf = (name: string) =>
		links.filter(([source]) => source === name).map(([, node]) => ({ node, type: 'main' as const, index: 0 }));
	return Object.fromEntries(sources.map((name) => [name, { main: [targetsOf(name)] }]));
}

function sampleOf({ inputs }: Task): string | undefined {
	// A newly added node does not send a conditional file.
	const file = inputs.find((field): field is FileField => field.kind === 'file' && field.shownWhen === undefined);
	const isAsked = inputs.some(({ name }) => name === 'question');
	return file && (isAsked ? DOCUMENT : SAMPLES[file.media]);
}

function readerOf(file: string): string {
	return `Read ${file}`;
}

function sourceOf(task: Task): string {
	const file = sampleOf(task);
	return file === undefined ? START : readerOf(file);
}

/** A user's input: only fields without a default. */
function parametersOf(task: Task): INodeParameters {
	const inputs = task.inputs.flatMap((field) => {
		// Fields for the node keep their default. Fields for the server are filled in.
		const value = field.required || field.wire !== undefined ? exampleOf(field) : undefined;
		return value === undefined ? [] : [[field.name, value] as const];
	});
	return {
		operation: task.id,
		model: { __rl: true, mode: 'id', value: `sandbox/${task.id}` },
		...Object.fromEntries(inputs),
	};
}

/** The example in the field's placeholder. */
function exampleOf(field: Field): string | undefined {
	const example = field.placeholder?.replace(/^e\.g\. /, '');
	if (field.kind === 'text') return example;
	if (field.kind === 'table') return JSON.stringify(TABLE);
	if (field.kind === 'list') return field.split === 'lines' ? `${example}\n${example} too` : example;
	return undefined;
}
