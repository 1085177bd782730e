import { InferenceError } from '../../../nodes/shared/client/errors';
import { LoadingGate } from '../../../nodes/shared/inference/pacing/loadingGate';
import { Deadline } from '../../../nodes/shared/http/deadline';

const LOADING = new InferenceError('The model is still loading', { type: 'modelLoading' });

/** A gate before a model that loads, with the call that looks first. */
async function closedGate() {
	const gate = new LoadingGate();
	const prober = {};
	gate.onLoading('model', {}, LOADING);
	await gate.enter('model', new Deadline(0), prober);
	return { gate, prober };
}

/** Whether another call comes through within two seconds. */
async function comesThrough(gate: LoadingGate): Promise<boolean> {
	const deadline = new Deadline(2);
	deadline.start();
	try {
		return await gate.enter('model', deadline, {});
	} catch {
		return false;
	} finally {
		deadline.clear();
	}
}

describe('The gate before a model that loads', () => {
	it('lets one call look at a time', async () => {
		const { gate } = await closedGate();
		expect(await comesThrough(gate)).toBe(false);
	});

	it('lets another one look when that one ended without news', async () => {
		const { gate, prober } = await closedGate();
		gate.onProbed('model', prober);
		expect(await comesThrough(gate)).toBe(true);
	});

	it('lets another one look when that one finds the model loading still', async () => {
		const { gate, prober } = await closedGate();
		expect(gate.onLoading('model', prober, LOADING)).toBeGreaterThan(500);
		expect(await comesThrough(gate)).toBe(true);
	});

	it('does not take the end of any other call for that of the one that looks', async () => {
		const { gate } = await closedGate();
		gate.onProbed('model', {});
		expect(gate.onLoading('model', {}, LOADING)).toBe(0);
		expect(await comesThrough(gate)).toBe(false);
	});

	it('opens for all, and tells who waited', async () => {
		const { gate } = await closedGate();
		const others = [comesThrough(gate), comesThrough(gate), comesThrough(gate)];
		gate.onReady('model');
		expect(await Promise.all(others)).toEqual([true, true, true]);
		expect(await comesThrough(gate)).toBe(false);
	});

	it('says what is waited for when time is over', async () => {
		const { gate } = await closedGate();
		const deadline = new Deadline(0.05);
		deadline.start();
		await expect(gate.enter('model', deadline, {})).rejects.toBe(LOADING);
	});

	it('has a state for each model', async () => {
		const { gate } = await closedGate();
		expect(await gate.enter('another', new Deadline(0), {})).toBe(false);
	});
});
