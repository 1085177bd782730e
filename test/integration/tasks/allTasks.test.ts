import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { omit, type JsonObject } from '../../../nodes/shared/client/json';
import { runNode, type RunResult } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { FORMATS, promisedOf } from './promised';
import { fileOf, inputsFor, itemFor, taskIds, taskOf } from './samples';

const sandbox = useSandbox();

/** Runs a task against the sandbox's endpoint for it. */
async function run(id: string, more: IDataObject = {}, items?: INodeExecutionData[]): Promise<RunResult> {
	const task = taskOf(id);
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/${id}` };
	return await runNode({ parameters: { ...inputsFor(task), model, ...more }, items: items ?? [itemFor(task)] });
}

/** What the sandbox answers to the request that the node made. */
async function sameAnswer(): Promise<unknown> {
	const request = sandbox.current().requests.at(-1);
	if (request === undefined) throw new Error('no request was made');
	const { method, path, headers, body } = request;
	const response = await fetch(`${sandbox.current().url}${path}`, {
		method,
		headers: { 'content-type': headers['content-type'] ?? '', accept: headers.accept ?? '' },
		body: new Uint8Array(body),
	});
	return await response.json();
}

/** Names of the binary fields of an item, in order. */
function fieldsOf(item: INodeExecutionData | undefined): string[] {
	return Object.keys(item?.binary ?? {});
}

const withFile = taskIds.filter((id) => taskOf(id).answer.media !== undefined);
const withParts = taskIds.filter((id) => ['segments', 'masks', 'audioParts'].includes(taskOf(id).answer.kind));
const withElements = taskIds.filter((id) => taskOf(id).answer.elements !== undefined);
const simplifiable = taskIds.filter((id) => taskOf(id).route !== 'raw');

describe.each(taskIds)('%s', (id) => {
	const task = taskOf(id);

	it('returns an item with the promised keys, paired with its input', async () => {
		const { items, error, hints } = await run(id);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json)).toEqual([promisedOf(task)]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
		expect(hints).toEqual([]);
	});

	it('keeps the fields of the input item with Include Input Fields', async () => {
		const { items } = await run(id, { options: { includeInputFields: true } }, [itemFor(task, { order: 7 })]);
		expect(items.map(({ json }) => json)).toEqual([{ order: 7, ...promisedOf(task) }]);
		expect(fieldsOf(items[0]).includes('data')).toBe(fileOf(task) !== undefined || withFile.includes(id));
	});

	it('reports the origin of the answer with Include Metadata', async () => {
		const { json } = await run(id, { options: { includeMetadata: true } });
		const host = new URL(sandbox.current().url).host;
		expect(json).toEqual([
			{
				...promisedOf(task),
				_meta: expect.objectContaining({
					host,
					requestId: expect.stringMatching(/^sandbox-/),
					attempts: 1,
					durationMs: expect.any(Number),
				}),
			},
		]);
	});
});

describe.each(simplifiable)('%s without simplifying', (id) => {
	const isFile = withFile.includes(id);

	it(isFile ? 'is the file, with what the server says beside it' : "is the server's own answer", async () => {
		const { items, error } = await run(id, { simplify: false });
		expect(error).toBeUndefined();
		const beside = taskOf(id).answer.kind === 'depth' ? { response: { predicted_depth: expect.any(Array) } } : {};
		expect(items.map(({ json }) => json)).toEqual([isFile ? beside : { response: await sameAnswer() }]);
		expect(fieldsOf(items[0])).toEqual(isFile ? ['data'] : []);
	});
});

describe.each(withFile)('the file of %s', (id) => {
	it('has a name, an extension and a type for its bytes', async () => {
		const task = taskOf(id);
		const { items, bytes } = await run(id, { binaryPropertyOutput: 'result' }, [itemFor(task), itemFor(task)]);
		expect(items).toHaveLength(2);
		for (const [i, item] of items.entries()) {
			expect(fieldsOf(item)).toEqual(['result']);
			const file = item.binary?.result;
			const format = FORMATS[file?.mimeType ?? ''];
			const content = await bytes(item, 'result');
			expect(content.toString('latin1', 0, 12)).toMatch(format?.startsWith ?? /^$/);
			expect(file?.fileName).toBe(`${id}-${i + 1}.${format?.extension}`);
			expect(item.json).toMatchObject({ mimeType: file?.mimeType, fileName: file?.fileName, fileSize: content.length });
		}
	});
});

describe.each(withParts)('the files of %s', (id) => {
	it("are numbered, with their fields' names in the item", async () => {
		const { answer } = taskOf(id);
		const { items, bytes } = await run(id);
		const [item] = items;
		if (item === undefined) throw new Error('there is no item');
		const parts = (item.json[answer.elements ?? ''] ?? []) as IDataObject[];
		expect(parts.length).toBeGreaterThan(1);
		expect(parts.map(({ mask, blob }) => mask ?? blob)).toEqual(parts.map((_, i) => `data_${i}`));
		expect(fieldsOf(item)).toEqual(parts.map((_, i) => `data_${i}`));
		for (const [i, field] of fieldsOf(item).entries()) {
			const file = item.binary?.[field];
			const format = FORMATS[file?.mimeType ?? ''];
			expect(file?.fileName).toBe(`${id}-1-${i + 1}.${format?.extension}`);
			expect((await bytes(item, field)).toString('latin1', 0, 12)).toMatch(format?.startsWith ?? /^$/);
		}
	});
});

describe.each(withElements)('%s with split results', (id) => {
	it('returns one item per element, paired with the input, with only its own file', async () => {
		const { answer } = taskOf(id);
		const whole = (await run(id)).json[0]?.[answer.elements ?? ''] as unknown[];
		expect(whole.length).toBeGreaterThan(0);
		const { items } = await run(id, { options: { splitResults: true, includeMetadata: true } });
		expect(items.map(({ json }) => omit(json as JsonObject, '_meta'))).toEqual(
			whole.map((element) => (typeof element === 'object' ? element : { value: element })),
		);
		expect(items.every(({ json }) => typeof json._meta === 'object')).toBe(true);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(whole.map(() => ({ item: 0 })));
		expect(items.map(fieldsOf)).toEqual(whole.map((_, i) => (withParts.includes(id) ? [`data_${i}`] : [])));
	});
});
