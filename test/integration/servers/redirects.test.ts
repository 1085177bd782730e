import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { inputsFor, itemFor, taskOf } from '../tasks/samples';

const sandbox = useSandbox();
const task = taskOf('image-classification');

/** Classifies the same picture three times, one after the other. */
async function runThrice(more: IDataObject = {}, path = '/hf-serve/image-classification') {
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}${path}` };
	return await runNode({
		parameters: { ...inputsFor(task), model, options: { maxConcurrency: 1 }, ...more },
		items: [itemFor(task), itemFor(task), itemFor(task)],
	});
}

function paths(): string[] {
	return sandbox.current().requests.map(({ path }) => path);
}

describe('a server that redirects every file with 307', () => {
	it.each([
		['a file alone', {}, 'predict-file'],
		['a file with parameters', { parameters: { topK: 2 } }, 'predict-json'],
	])('is called at the target after the first time: %s', async (_what, more, target) => {
		const { error, json } = await runThrice(more);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(3);
		const direct = `/hf-serve/image-classification/${target}`;
		expect(paths()).toEqual(['/hf-serve/image-classification', direct, direct, direct]);
	});

	it('gets the whole file each time', async () => {
		await runThrice();
		const sizes = sandbox.current().requests.map(({ body }) => body.length);
		expect(new Set(sizes).size).toBe(1);
		expect(sizes[0]).toBeGreaterThan(0);
	});

	it('is called at its own address by the next run', async () => {
		await runThrice();
		sandbox.current().requests.length = 0;
		await runThrice();
		expect(paths()[0]).toBe('/hf-serve/image-classification');
	});

	it('with a moved target is called at its own address again', async () => {
		let asked = 0;
		sandbox.current().respond(({ path }, response) => {
			if (!path.endsWith('/predict-file') || ++asked !== 2) return false;
			response.writeHead(404).end('Not Found');
			return true;
		});
		const { error, json } = await runThrice();
		expect(error).toBeUndefined();
		expect(json).toHaveLength(3);
		const [first, target] = ['/hf-serve/image-classification', '/hf-serve/image-classification/predict-file'];
		expect(paths()).toEqual([first, target, target, first, target, target]);
	});

	it('is never followed to another server', async () => {
		let elsewhere = 0;
		sandbox.current().respond(({ path, headers }, response) => {
			if (headers.host?.startsWith('localhost')) elsewhere += 1;
			if (path !== '/away') return false;
			response
				.writeHead(307, { location: `${sandbox.current().url.replace('127.0.0.1', 'localhost')}/elsewhere` })
				.end();
			return true;
		});
		const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/away` };
		const { json } = await runNode({
			parameters: { ...inputsFor(task), model, options: { maxConcurrency: 1 } },
			items: [itemFor(task), itemFor(task)],
			onError: 'continueRegularOutput',
		});
		expect(json.map(({ error }) => error)).toEqual([
			expect.stringContaining('another server'),
			expect.stringContaining('another server'),
		]);
		expect(elsewhere).toBe(0);
		expect(paths()).toEqual(['/away', '/away']);
	});
});
