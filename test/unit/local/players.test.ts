import { playerOf, type Available } from '../../../tools/demo/players';
import { STEPS } from '../../../tools/demo/steps';
import { demoWorkflow, nodeName } from '../../../tools/demo/workflow';

const ids = STEPS.flatMap(({ model }) => model ?? []);
const everything: Available = { local: new Set(ids), missing: {}, hasToken: false };

function stepCalled(wanted: string) {
	const step = STEPS.find(({ name }) => name === wanted);
	if (step === undefined) throw new Error(`There is no step ${wanted}`);
	return step;
}

function partsWith(available: Available) {
	return STEPS.flatMap((step) => {
		const player = playerOf(step, available);
		return typeof player === 'string' ? [] : [{ step, player }];
	});
}

it('at least six steps are real without a token and without the Hub', () => {
	expect(partsWith(everything).filter(({ player }) => player.isReal).length).toBeGreaterThanOrEqual(6);
});

it('what the sandbox plays says so on the canvas, and carries no name of a real model', () => {
	const played = partsWith(everything).filter(({ player }) => !player.isReal);
	expect(played.length).toBeGreaterThan(0);
	for (const part of played) {
		expect(nodeName(part)).toMatch(/\(played\)$/);
		expect(part.player.model).toMatch(/^sandbox\//);
	}
	const { nodes } = demoWorkflow('', played);
	expect(nodes.find(({ name }) => name.endsWith('(played)'))?.notes).toContain('played');
});

it('a chat model of the Hub drafts the reply where there is one, and Hugging Face where there is a token', () => {
	const step = stepCalled('Draft Reply');
	expect(playerOf(step, { ...everything, chatModel: 'org/small' })).toEqual({
		isReal: true,
		model: 'org/small',
		credential: 'local',
	});
	expect(playerOf(step, { ...everything, hasToken: true })).toMatchObject({ isReal: true, credential: 'remote' });
});

it('a step whose model cannot be loaded is left out with the reason, and never played', () => {
	const missing = { 'local/pp-ocr-v4': 'no library for this system' };
	const available = { ...everything, local: new Set(ids.filter((id) => !(id in missing))), missing };
	expect(playerOf(stepCalled('Read Invoice'), available)).toBe('no library for this system');
	const { nodes, connections } = demoWorkflow('', partsWith(available));
	expect(nodes.map(({ name }) => name)).not.toContain('Read Invoice');
	expect(JSON.stringify(connections)).not.toContain('Invoice');
});

it('every node of the demo is reached from its start', () => {
	const { nodes, connections } = demoWorkflow('/files', partsWith(everything));
	const reached = new Set(['Start']);
	for (const name of reached) {
		for (const { node } of connections[name]?.main?.[0] ?? []) reached.add(node);
	}
	expect([...reached].sort()).toEqual(nodes.map(({ name }) => name).sort());
});
