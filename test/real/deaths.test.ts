import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { start, type Supervised } from '../../tools/host/processes';
import { freePort } from '../../tools/host/serve';
import { demoFile, PATIENCE_MS, pictureItem, runAt, textItems, useLocal } from './support';

jest.setTimeout(PATIENCE_MS);

const MAIN = resolve(__dirname, '../../local/main.mjs');
const TEXTS = Array.from({ length: 400 }, (_, i) => `Sentence number ${i} about a garden with ${i} trees`);

/** The server in a process of its own. */
async function startProcess(): Promise<{ url: string; process: Supervised }> {
	const port = await freePort();
	const process = start(globalThis.process.execPath, [MAIN, '--port', String(port)]);
	const url = `http://127.0.0.1:${port}`;
	while (!(await isUp(url))) {
		if (process.hasEnded()) throw new Error(`The server ended: ${process.output()}`);
		await pause(100);
	}
	return { url, process };
}

async function isUp(url: string): Promise<boolean> {
	return await fetch(`${url}/health`).then(
		({ ok }) => ok,
		() => false,
	);
}

it('a server that is killed in the middle of a run ends in errors of the node', async () => {
	const { url, process } = await startProcess();
	const run = runAt(
		url,
		'feature-extraction',
		'local/use-lite',
		{ text: '={{ $json.text }}', options: { maxRetries: 1, maxConcurrency: 2 } },
		{ items: textItems(TEXTS), onError: 'continueRegularOutput' },
	);
	// Some answers are in by then, and most are not.
	while (!(await isBusy(url))) await pause(20);
	await process.kill();
	const { json } = await run;
	const failed = json.filter(({ error }) => error !== undefined);
	expect(json).toHaveLength(TEXTS.length);
	expect(failed.length).toBeGreaterThan(0);
	for (const { details } of failed)
		expect(details).toMatchObject({ type: expect.stringMatching(/^(network|server)$/) });
});

/** Whether the model of the server has answered, so that it is loaded. */
async function isBusy(url: string): Promise<boolean> {
	const response = await fetch(`${url}/models/local/use-lite`, { method: 'POST', body: '{"inputs":"hello"}' });
	await response.arrayBuffer();
	return response.ok;
}

describe('a worker thread that dies', () => {
	const local = useLocal();

	it('ends in an error of the node, which says so, and the next request is answered', async () => {
		const detect = async () =>
			await runAt(
				local().url,
				'object-detection',
				'local/centernet-mobilenet-v3',
				{},
				{ items: [pictureItem(demoFile('photos.jpg'), 'image/jpeg')] },
			);
		const run = detect();
		const death = endOnce('detection');
		const { error } = await run;
		await death;
		expect(error?.message).toContain('The thread of the model died');
		expect(error?.httpCode).toBe('500');
		expect((await detect()).json[0]).toMatchObject({ count: expect.any(Number) });
	});

	it('fails the request that it works on alone: those in the queue go to the next thread', async () => {
		const ask = async (): Promise<number> => {
			const body = JSON.stringify({ inputs: TEXTS });
			const response = await fetch(`${local().url}/models/local/use-lite`, { method: 'POST', body });
			await response.arrayBuffer();
			return response.status;
		};
		const asked = [ask(), ask(), ask()];
		await endOnce('embeddings');
		expect((await Promise.all(asked)).sort()).toEqual([200, 200, 500]);
	});

	/** Ends the thread as soon as it works on something. */
	async function endOnce(engine: string): Promise<void> {
		while (!local().isBusy(engine)) await pause(5);
		await local().endEngine(engine);
	}
});
