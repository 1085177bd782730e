import { join } from 'node:path';
import type { IConnections, INodeParameters } from 'n8n-workflow';
import type { WorkflowJson } from '../host/client';
import type { Player } from './players';
import type { Source, Step } from './steps';
import { MAILS } from './texts';

/** The node that the demo starts from. */
export const START = 'Start';

/** The demo's id in n8n. */
export const DEMO_ID = 'huggingFaceDemo1';

const HUGGING_FACE = 'n8n-nodes-huggingface-inference.huggingFaceInference';
const LETTERS = 'Letters';
const MAILS_NODE = 'Support Mails';
const ROW = 200;
const COLUMNS = { start: 0, source: 260, list: 520, step: 780, text: 1040, page: 1300 };
const PICTURE_TEXT = 'Picture as Text';
/** The node that shows a picture of the demo in the editor. */
export const PICTURE_PAGE = 'Show Boxes';

/** The credentials by who answers: the id and the name that a node refers to. */
export const CREDENTIALS: Readonly<Record<Player['credential'], { id: string; name: string }>> = {
	local: { id: 'huggingFaceLocal', name: 'Real models on this machine' },
	remote: { id: 'huggingFaceDemo1', name: 'Hugging Face' },
	sandbox: { id: 'huggingFacePlayed', name: 'Sandbox (plays answers, no model)' },
};

/** A step with who answers it. */
export interface Part {
	readonly step: Step;
	readonly player: Player;
}

type Node = WorkflowJson['nodes'][number];

/** What a step's node is called: what is played says so on the canvas. */
export function nodeName({ step, player }: Part): string {
	return player.isReal ? step.name : `${step.name} (played)`;
}

/** The demo's workflow, which reads its files from the given folder. */
export function demoWorkflow(files: string, parts: readonly Part[]): WorkflowJson {
	const middle = ((parts.length - 1) * ROW) / 2;
	const nodes = [
		node(START, 'manualTrigger', 1, [COLUMNS.start, middle], {}),
		...parts.flatMap((part, row) => [
			...sourceNodes(part.step.source, files, row),
			stepNode(part, row),
			...pictureNodes(part.step, row),
		]),
	];
	const once = [...new Map(nodes.map((one) => [one.name, one])).values()];
	return {
		id: DEMO_ID,
		name: 'Hugging Face Inference: demo',
		nodes: once.map((one, i) => ({ ...one, id: `00000000-0000-4000-8000-${String(i + 1).padStart(12, '0')}` })),
		connections: connectionsOf(parts),
		settings: { executionOrder: 'v1' },
	};
}

function node(
	name: string,
	type: string,
	typeVersion: number,
	position: [number, number],
	parameters: INodeParameters,
): Node {
	return {
		id: '',
		name,
		type: type.includes('.') ? type : `n8n-nodes-base.${type}`,
		typeVersion,
		position,
		parameters,
	};
}

function stepNode(part: Part, row: number): Node {
	const { step, player } = part;
	const position: [number, number] = [COLUMNS.step, row * ROW];
	const said = player.model === '' ? 'the recommended model' : player.model;
	return {
		...node(nodeName(part), HUGGING_FACE, 1, position, {
			authentication: 'accessToken',
			operation: step.task,
			model: { __rl: true, mode: player.model === '' ? 'list' : 'id', value: player.model },
			...step.parameters,
		}),
		credentials: { huggingFaceInferenceApi: CREDENTIALS[player.credential] },
		notes: player.isReal ? `real: ${said}` : 'played by the sandbox, no model runs',
		notesInFlow: true,
	};
}

function sourceNodes(source: Source, files: string, row: number): Node[] {
	if (source === 'start') return [];
	if (source === 'mails') {
		const jsonOutput = JSON.stringify({ text: MAILS });
		return [
			node(LETTERS, 'set', 3.4, [COLUMNS.source, row * ROW], { mode: 'raw', jsonOutput, options: {} }),
			node(MAILS_NODE, 'splitOut', 1, [COLUMNS.list, row * ROW], { fieldToSplitOut: 'text', options: {} }),
		];
	}
	const fileSelector = join(files, source.file);
	const position: [number, number] = [COLUMNS.list, row * ROW];
	return [node(fileNode(source.file), 'readWriteFile', 1.1, position, { fileSelector, options: {} })];
}

/** n8n previews no SVG, and a page shows it: as the background of a box, since n8n takes pictures out of pages. */
function pictureNodes({ picture }: Step, row: number): Node[] {
	if (picture === undefined) return [];
	const style = [
		'width: 100%',
		'aspect-ratio: 3 / 2',
		"background: url('data:image/svg+xml;base64,{{ $json.svg }}') center / contain no-repeat",
	].join('; ');
	return [
		node(PICTURE_TEXT, 'extractFromFile', 1, [COLUMNS.text, row * ROW], {
			// n8n spells it so.
			operation: 'binaryToPropery',
			binaryPropertyName: picture,
			destinationKey: 'svg',
			options: {},
		}),
		node(PICTURE_PAGE, 'html', 1.2, [COLUMNS.page, row * ROW], {
			operation: 'generateHtmlTemplate',
			html: `<div style="${style}"></div>`,
		}),
	];
}

function fileNode(file: string): string {
	return file.startsWith('invoice') ? 'Invoice File' : 'Photo File';
}

/** The node before a step, and the one after the start that leads to it. */
function wayOf(source: Source): string[] {
	if (source === 'start') return [];
	return source === 'mails' ? [LETTERS, MAILS_NODE] : [fileNode(source.file)];
}

function connectionsOf(parts: readonly Part[]): IConnections {
	const pairs = parts.flatMap((part) => {
		const after = part.step.picture === undefined ? [] : [PICTURE_TEXT, PICTURE_PAGE];
		const way = [START, ...wayOf(part.step.source), nodeName(part), ...after];
		return way.slice(1).map((to, i) => ({ from: way[i] ?? START, to }));
	});
	const connections: IConnections = {};
	for (const { from, to } of pairs) {
		const outputs = (connections[from] ??= { main: [[]] }).main?.[0] ?? [];
		if (!outputs.some(({ node: known }) => known === to)) outputs.push({ node: to, type: 'main', index: 0 });
	}
	return connections;
}
