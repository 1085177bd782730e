import { Deadline } from '../../../../nodes/shared/http/deadline';
import { LoadingGate } from '../../../../nodes/shared/inference/pacing/loadingGate';

const never = new AbortController().signal;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A gate before a model that loads, with the call that looks first. */
async function closedGate() {
	const gate = new LoadingGate();
	const prober = {};
	gate.onLoading('model', {});
	const entering = gate.enter('model', prober, never);
	await jest.advanceTimersByTimeAsync(500);
	await entering;
	return { gate, prober };
}

/** Whether another call comes through within two seconds. */
async function comesThrough(gate: LoadingGate): Promise<boolean> {
	const deadline = new Deadline(2);
	deadline.start();
	const entering = gate.enter('model', {}, deadline.signal).catch(() => false);
	await jest.advanceTimersByTimeAsync(2_000);
	deadline.clear();
	return await entering;
}

describe('The gate before a model that loads', () => {
	it('lets one call look at a time', async () => {
		const { gate } = await closedGate();
		expect(await comesThrough(gate)).toBe(false);
	});

	it('lets another call look when the first one ended without news', async () => {
		const { gate, prober } = await closedGate();
		gate.onProbed('model', prober);
		expect(await comesThrough(gate)).toBe(true);
	});

	it('lets another call look when the first one found the model still loading', async () => {
		const { gate, prober } = await closedGate();
		expect(gate.onLoading('model', prober)).toBeGreaterThan(500);
		expect(await comesThrough(gate)).toBe(true);
	});

	it('leaves no timer when it opens', async () => {
		const { gate } = await closedGate();
		const entering = gate.enter('model', {}, never);
		gate.onReady('model');
		expect(await entering).toBe(true);
		expect(jest.getTimerCount()).toBe(0);
	});

	it('ignores the end of a call that is not the probe', async () => {
		const { gate } = await closedGate();
		gate.onProbed('model', {});
		expect(gate.onLoading('model', {})).toBe(0);
		expect(await comesThrough(gate)).toBe(false);
	});

	it('opens for all, and tells each call that it waited', async () => {
		const { gate } = await closedGate();
		const others = [comesThrough(gate), comesThrough(gate), comesThrough(gate)];
		gate.onReady('model');
		expect(await Promise.all(others)).toEqual([true, true, true]);
		expect(await comesThrough(gate)).toBe(false);
	});

	it('says that the model is loading when time is over', async () => {
		const { gate } = await closedGate();
		const deadline = new Deadline(0.05);
		deadline.start();
		const refused = expect(gate.enter('model', {}, deadline.signal)).rejects.toMatchObject({
			message: 'The model is still loading',
			details: { type: 'modelLoading' },
		});
		await jest.advanceTimersByTimeAsync(50);
		await refused;
	});

	it('A2: ends the wait of a cancelled call alone', async () => {
		const { gate } = await closedGate();
		const cancel = new AbortController();
		const cancelled = gate.enter('model', {}, cancel.signal);
		const other = comesThrough(gate);
		cancel.abort(new Error('cancelled'));
		await expect(cancelled).rejects.toThrow('cancelled');
		gate.onReady('model');
		expect(await other).toBe(true);
	});

	it('A4: has a state for each model', async () => {
		const { gate } = await closedGate();
		expect(await gate.enter('another', {}, never)).toBe(false);
		gate.onReady('another');
		expect(await comesThrough(gate)).toBe(false);
	});
});
