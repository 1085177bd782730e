import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTask } from '../../nodes/shared/tasks';

const ROOT = join(__dirname, '..', '..');
const EXAMPLES = join(ROOT, 'examples');
const LAST_RUN = join(ROOT, 'docs', 'examples-last-run.json');
const START = '<!-- examples:start -->';
const END = '<!-- examples:end -->';
const OURS = 'n8n-nodes-huggingface-inference.';
const TASKS = 'huggingFaceInference';

/** Names in the editor for nodes with a different type name. */
const EDITOR_NAMES: Readonly<Record<string, string>> = {
	agent: 'AI Agent',
	chatTrigger: 'Chat Trigger',
	convertToFile: 'Convert to File',
	formTrigger: 'Form Trigger',
	documentDefaultDataLoader: 'Default Data Loader',
	httpRequest: 'HTTP Request',
	huggingFaceChatModel: 'Hugging Face Chat Model',
	huggingFaceEmbeddings: 'Hugging Face Embeddings',
	huggingFaceReranker: 'Hugging Face Reranker',
	manualTrigger: 'Manual Trigger',
	memoryBufferWindow: 'Simple Memory',
	noOp: 'No Operation',
	respondToWebhook: 'Respond to Webhook',
	scheduleTrigger: 'Schedule Trigger',
	set: 'Edit Fields',
	splitOut: 'Split Out',
	vectorStoreInMemory: 'Simple Vector Store',
};

interface ExampleNode {
	name: string;
	type: string;
	parameters: { operation?: string; content?: string };
}

/** An example's last success in a real n8n. */
export interface LastRun {
	date: string;
	n8n: string;
}

interface Example {
	file: string;
	name: string;
	about: string;
	/** Tasks and sub-nodes of this package. */
	parts: string[];
	/** Nodes of n8n. */
	nodes: string[];
	lastRun: string;
}

/** The files with a table of the examples. */
export const TABLES: ReadonlyArray<{ file: string; table: (all: readonly Example[]) => string }> = [
	{ file: join(ROOT, 'README.md'), table: shortTable },
	{ file: join(EXAMPLES, 'README.md'), table: longTable },
];

/** Path of the picture of an example's canvas. */
export function pictureOf(name: string): string {
	return join(EXAMPLES, 'images', `${name}.png`);
}

/** All examples, by name. */
export function examples(): Example[] {
	const runs = lastRuns();
	const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.json'));
	return files.sort().map((file) => readExample(file.slice(0, -'.json'.length), runs));
}

function readExample(file: string, runs: Readonly<Record<string, LastRun>>): Example {
	const { name, nodes }: { name: string; nodes: ExampleNode[] } = JSON.parse(
		readFileSync(join(EXAMPLES, `${file}.json`), 'utf8'),
	);
	const kindOf = ({ type }: ExampleNode): string => type.split('.').at(-1) ?? '';
	const nameOf = (kind: string): string => EDITOR_NAMES[kind] ?? `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
	const partOf = (node: ExampleNode): string =>
		kindOf(node).startsWith(TASKS)
			? (findTask(node.parameters.operation ?? 'chat-completion')?.name ?? '')
			: nameOf(kindOf(node));
	const ours = nodes.filter(({ type }) => type.startsWith(OURS));
	const others = nodes.filter((node) => !ours.includes(node) && kindOf(node) !== 'stickyNote');
	const note = nodes.find((node) => node.name === 'About')?.parameters.content ?? '';
	const run = runs[file];
	return {
		file,
		name,
		about: (note.split('\n\n')[1] ?? '').replace(/\*\*|\[([^\]]+)\]\([^)]+\)/g, '$1'),
		parts: unique(ours.map(partOf)),
		nodes: unique(others.map((node) => nameOf(kindOf(node)))),
		lastRun: run === undefined ? 'never' : `${run.date}, n8n ${run.n8n}`,
	};
}

function unique(names: readonly string[]): string[] {
	return [...new Set(names)];
}

function shortTable(all: readonly Example[]): string {
	const rows = all.map(
		({ file, name, parts, lastRun }) => `| [${name}](examples/${file}.json) | ${parts.join(', ')} | ${lastRun} |`,
	);
	return ['| example | tasks and sub-nodes | last run |', '| --- | --- | --- |', ...rows].join('\n');
}

function longTable(all: readonly Example[]): string {
	const rows = all.map(({ file, name, about, parts, nodes, lastRun }) => {
		const picture = `[<img src="images/${file}.png" width="360" alt="The workflow on the canvas">](images/${file}.png)`;
		return `| [**${name}**](${file}.json)<br>${about} | ${picture} | ${[...parts.map((part) => `**${part}**`), ...nodes].join(', ')} | ${lastRun} |`;
	});
	return [
		'| example | picture | tasks, sub-nodes and other nodes | last run |',
		'| --- | --- | --- | --- |',
		...rows,
	].join('\n');
}

/** Puts the table of examples into a text. */
export function withTable(text: string, table: string): string {
	const [before, rest = ''] = text.split(START);
	return `${before ?? ''}${START}\n${table}\n${END}${rest.slice(rest.indexOf(END) + END.length)}`;
}

function lastRuns(): Record<string, LastRun> {
	return existsSync(LAST_RUN) ? JSON.parse(readFileSync(LAST_RUN, 'utf8')) : {};
}

/** Records a success of examples, and updates the tables. */
export function noteRuns(names: readonly string[], run: LastRun): void {
	const runs = { ...lastRuns(), ...Object.fromEntries(names.map((name) => [name, run])) };
	const sorted = Object.fromEntries(Object.entries(runs).sort(([a], [b]) => a.localeCompare(b)));
	writeFileSync(LAST_RUN, `${JSON.stringify(sorted, null, '\t')}\n`);
	writeTables();
}

/** Writes the tables of examples into their files. */
export function writeTables(): void {
	const all = examples();
	for (const { file, table } of TABLES) writeFileSync(file, withTable(readFileSync(file, 'utf8'), table(all)));
}

if (require.main === module) writeTables();
