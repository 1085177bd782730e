import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowJson } from '../../tools/host/client';

/** The node that the workflow starts from. */
export const START = 'Start';

/** The file that it classifies, in the folder of the files that n8n may read. */
export const PHOTO = 'photo.png';

/** A workflow with a node of each kind, which reads a photo from the given folder, or another file from there. */
export function smokeWorkflow(files: string, photo = PHOTO): WorkflowJson {
	const workflow: WorkflowJson = JSON.parse(readFileSync(join(__dirname, 'smoke.json'), 'utf8'));
	const nodes = workflow.nodes.map((node) =>
		node.name === 'Read Photo'
			? { ...node, parameters: { ...node.parameters, fileSelector: join(files, photo) } }
			: node,
	);
	return { ...workflow, nodes };
}
