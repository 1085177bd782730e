import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HuggingFaceInferenceApi } from '../../../credentials/HuggingFaceInferenceApi.credentials';
import { propertiesOf } from '../../../nodes/HuggingFaceInference/panel/description';
import { tasks } from '../../../nodes/shared/tasks';
import { ROOT, errorTypesInCode } from './messages';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The text under a heading of the second level. */
function section(title: string): string {
	const [, after = ''] = readme.split(`\n## ${title}\n`);
	return after.split('\n## ')[0] ?? '';
}

/** The rows of the tables of a part, without headers. */
function rowsOf(text: string): string[][] {
	const rows = text.split('\n').filter((line) => line.startsWith('| '));
	return rows
		.filter((line, i) => !line.startsWith('| ---') && !rows[i + 1]?.startsWith('| ---'))
		.map((line) =>
			line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
}

const options = (propertiesOf(tasks).find(({ name }) => name === 'options')?.options ?? []).filter(
	(option) => 'displayName' in option,
);

/** The default in an option's description. */
function toldDefault(label: string): string | undefined {
	const option = options.find(({ displayName }) => displayName === label);
	const description = option !== undefined && 'description' in option ? (option.description ?? '') : undefined;
	return description === undefined ? undefined : (/Default:? (.*?)\.(?: |$)/.exec(description)?.[1] ?? 'none');
}

describe('the README', () => {
	it.each(rowsOf(section('Batches')))('states the default of %s', (label = '', told = '') => {
		expect(told).toBe(toldDefault(label));
	});

	it("names the credential's fields", () => {
		const named = rowsOf(section('Credential')).flatMap(([fields = '']) => fields.split(', '));
		expect(named).toEqual(new HuggingFaceInferenceApi().properties.map(({ displayName }) => displayName));
	});

	it('names every type of error', () => {
		const named = [...section('Errors and retries').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '');
		expect(errorTypesInCode().filter((type) => !named.includes(type))).toEqual([]);
	});

	it('starts with an action from the node search', () => {
		const action = /e\.g\. \*\*([^*]+)\*\*/.exec(section('Quick start'))?.[1];
		expect(tasks.map((task) => task.action)).toContain(action);
	});

	it('names the tasks with lists of texts', () => {
		const row = rowsOf(section('Batches')).find(([label]) => label === 'Batch Size')?.[2] ?? '';
		const listed = tasks.filter(({ list }) => list !== undefined).map(({ name }) => name.toLowerCase());
		expect(listed.filter((name) => !row.toLowerCase().includes(name))).toEqual([]);
	});
});
