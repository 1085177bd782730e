import { Workflow, type INode, type INodeTypes } from 'n8n-workflow';
import { HuggingFaceInference } from '../../../nodes/HuggingFaceInference/HuggingFaceInference.node';

const { description } = new HuggingFaceInference();

/** The line under the node on the canvas, as n8n evaluates it. */
function subtitleFor(parameters: INode['parameters']): unknown {
	const nodeTypes = {
		getByName: () => ({ description }),
		getByNameAndVersion: () => ({ description }),
		getKnownTypes: () => ({}),
	} as unknown as INodeTypes;
	const node: INode = { id: '1', name: 'Node', type: description.name, typeVersion: 1, position: [0, 0], parameters };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(
		workflow.getNode('Node') ?? node,
		description.subtitle,
		'internal',
		{},
	);
}

describe('the subtitle on the canvas', () => {
	it('is a short expression', () => {
		expect(description.subtitle?.length).toBeLessThan(120);
	});

	it.each([
		['chat-completion', 'Chat Completion'],
		['zero-shot-image-classification', 'Zero Shot Image Classification'],
	])('names the task without a model: %s', (operation, shown) => {
		expect(subtitleFor({ operation })).toBe(shown);
	});

	it.each([
		['an ID', { __rl: true, mode: 'id', value: 'org/model' }, 'org/model'],
		['a URL', { __rl: true, mode: 'url', value: 'https://host.example/v1' }, 'https://host.example/v1'],
		[
			'a model from the list',
			{ __rl: true, mode: 'list', value: 'org/other', cachedResultName: 'org/other (9 ↓)' },
			'org/other',
		],
	])('names the model: %s', (_name, model, shown) => {
		expect(subtitleFor({ operation: 'summarization', model })).toBe(shown);
	});

	it('names the task for a model from an empty list', () => {
		expect(subtitleFor({ operation: 'summarization', model: { __rl: true, mode: 'list', value: '' } })).toBe(
			'Summarization',
		);
	});
});
