'use strict';

/**
 * Evaluates parameters with one of n8n's engines, in a thread of its own: jest cannot load what they need.
 * Each message is a list of `{ written, json }`, which it answers with the list of what came of them.
 */
const { parentPort, workerData } = require('node:worker_threads');
const { Expression, Workflow } = require('n8n-workflow');

const NODE = 'Node';
const node = { id: 'node', name: NODE, type: 'test.node', typeVersion: 1, position: [0, 0], parameters: {} };
const description = {
	name: 'node',
	displayName: NODE,
	properties: [],
	inputs: ['main'],
	outputs: ['main'],
	group: [],
	version: 1,
	defaults: {},
};
const types = {
	getByName: () => ({ description }),
	getByNameAndVersion: () => ({ description }),
	getKnownTypes: () => ({}),
};

async function main({ engine }) {
	await Expression.initExpressionEngine({
		engine,
		bridgeTimeout: 60_000,
		bridgeMemoryLimit: 128,
		maxCodeCacheSize: 1_000,
		poolSize: 1,
	});
	const workflow = new Workflow({ id: 'workflow', nodes: [node], connections: {}, active: false, nodeTypes: types });
	parentPort.on('message', (cases) => void answer(workflow, cases));
}

async function answer(workflow, cases) {
	await workflow.expression.acquireIsolate();
	const outcomes = cases.map(({ written, json }) => evaluate(workflow, written, json));
	await workflow.expression.releaseIsolate();
	parentPort.postMessage(outcomes);
}

function evaluate(workflow, written, json) {
	const items = [{ json }];
	const executeData = { node, data: { main: [items] }, source: null };
	try {
		const value = workflow.expression.getParameterValue(written, null, 0, 0, NODE, items, 'manual', {}, executeData);
		return { value: typeof value === 'function' ? String(value) : value };
	} catch (error) {
		return { thrown: String(error) };
	}
}

void main(workerData);
