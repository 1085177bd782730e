import { findTask } from '../../../nodes/shared/tasks';
import { UNKNOWN_TASKS } from './exceptions';
import { exampleOf, isFile, type Example } from './example';
import { tasksWith } from './schema';

const ours = tasksWith('output.json').filter((id) => !(id in UNKNOWN_TASKS));

/** Properties missing in the simplified item. The raw answer has them. */
const LEFT_OUT: Readonly<Record<string, { readonly names: readonly string[]; readonly reason: string }>> = {
	'chat-completion': {
		names: ['created', 'id', 'index', 'system_fingerprint'],
		reason: 'bookkeeping of the protocol',
	},
};

/** Arguments, for answers that depend on them. */
const values = { sentences: ['first', 'second'], texts: ['first', 'second'] };

async function itemOf(taskId: string, { answer }: Example) {
	const task = findTask(taskId);
	if (task === undefined) throw new Error(`there is no task ${taskId}`);
	return await task.answer.read(
		{ kind: 'json', value: answer },
		{ values, fieldName: (i) => (i === undefined ? 'data' : `data_${i}`) },
	);
}

/** Every `name: value` of a JSON value, at any depth. List elements use the list's name. */
function pairsOf(json: unknown, name = ''): string[] {
	if (Array.isArray(json)) return json.flatMap((entry) => pairsOf(entry, name));
	if (typeof json === 'object' && json !== null)
		return Object.entries(json).flatMap(([key, value]) => pairsOf(value, key));
	return [`${name}: ${String(json)}`];
}

describe.each(ours)("an answer of %s in its schema's format", (taskId) => {
	const example = exampleOf(taskId);

	it('is understood', async () => {
		const { isUnknown = false } = await itemOf(taskId, example);
		expect(isUnknown).toBe(false);
	});

	it('keeps every property in the simplified item', async () => {
		const { json } = await itemOf(taskId, example);
		const kept = pairsOf(json);
		const names = LEFT_OUT[taskId]?.names ?? [];
		const expected = example.properties.filter(({ name, value }) => !names.includes(name) && !isFile(value));
		// Lists without a name, e.g. vectors and scores, get one of ours.
		const lost = expected.filter(({ name, value }) =>
			name === ''
				? !kept.some((pair) => pair.endsWith(`: ${String(value)}`))
				: !kept.includes(`${name}: ${String(value)}`),
		);
		expect(lost).toEqual([]);
	});

	it('puts its files into binary fields', async () => {
		const { files } = await itemOf(taskId, example);
		const sent = example.properties.flatMap(({ value }) =>
			isFile(value) ? [Buffer.from(String(value), 'base64')] : [],
		);
		expect(files.map(({ content }) => content)).toEqual(sent);
	});
});

describe.each(Object.keys(LEFT_OUT))('the list of dropped properties of %s', (taskId) => {
	it('contains no property of the item', async () => {
		const example = exampleOf(taskId);
		const { json } = await itemOf(taskId, example);
		const kept = pairsOf(json);
		const names = LEFT_OUT[taskId]?.names ?? [];
		const lost = names.filter((name) =>
			example.properties.some(
				(property) => property.name === name && !kept.includes(`${name}: ${String(property.value)}`),
			),
		);
		expect(lost).toEqual(names);
	});
});
