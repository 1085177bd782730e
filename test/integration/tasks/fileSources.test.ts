import { createHash } from 'node:crypto';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { NOTED, noteAll } from '../wire/noted';
import { fileOf, inputsFor, itemFor, taskIds, taskOf } from './samples';

const sandbox = useSandbox();
const withFile = taskIds.filter((id) => fileOf(taskOf(id)) !== undefined);

/** The size and the hash of what a task sends for a file that comes in this way; the sandbox notes and refuses it. */
async function bodyFor(id: string, source: IDataObject, item: INodeExecutionData) {
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/${id}` };
	noteAll(sandbox.current());
	const { error } = await runNode({ parameters: { ...inputsFor(taskOf(id)), model, ...source }, items: [item] });
	expect(error?.message).toContain(NOTED);
	const body =
		sandbox
			.current()
			.requests.filter(({ method }) => method === 'POST')
			.at(-1)?.body ?? Buffer.alloc(0);
	return { size: body.length, hash: createHash('sha256').update(body).digest('hex') };
}

describe.each(withFile)('the file of %s', (id) => {
	it('is sent the same way from any binary field, a URL or a data: URL', async () => {
		const task = taskOf(id);
		const file = fileOf(task);
		if (file === undefined) throw new Error('the task takes no file');
		const { binary } = itemFor(task);
		const fromItem = await bodyFor(id, {}, itemFor(task));
		expect(fromItem.size).toBeGreaterThanOrEqual(file.bytes.length);
		expect(
			await bodyFor(
				id,
				{ binaryPropertyName: 'photo' },
				{ json: {}, ...(binary?.data && { binary: { photo: binary.data } }) },
			),
		).toEqual(fromItem);
		expect(
			await bodyFor(
				id,
				{ inputSource: 'url', inputUrl: `${sandbox.current().url}/samples/${file.name}` },
				{ json: {} },
			),
		).toEqual(fromItem);
		expect(
			await bodyFor(
				id,
				{ inputSource: 'url', inputUrl: `data:${file.type};base64,${file.bytes.toString('base64')}` },
				{ json: {} },
			),
		).toEqual(fromItem);
	});
});

it("lists the item's fields if the named one is missing", async () => {
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/endpoint/image-classification` };
	const { error } = await runNode({
		parameters: { operation: 'image-classification', model, binaryPropertyName: 'photo' },
		items: [itemFor(taskOf('image-classification'))],
	});
	expect(error?.message).toContain("'photo'");
	expect(error?.description).toContain("'data'");
	expect(sandbox.current().requests).toEqual([]);
});
