import { findTask, tasks } from '../../../nodes/shared/tasks';
import type { Field } from '../../../nodes/shared/fields/field';
import { BEYOND_THE_SCHEMAS, EXCEPTIONS, TASKS_WITHOUT_SCHEMA, UNKNOWN_TASKS } from './exceptions';
import { formOfField, formOfSchema } from './fieldForm';
import { propertiesOf, tasksWith } from './schema';

const withSchema = tasksWith('input.json');
const ours = withSchema.filter((id) => !(id in UNKNOWN_TASKS));

function fieldsOf(taskId: string): Field[] {
	const task = findTask(taskId);
	return task === undefined ? [] : [...task.inputs, ...task.parameters];
}

function fieldAt(taskId: string, path: string): Field | undefined {
	return fieldsOf(taskId).find(({ wire }) => wire === path);
}

describe('the catalogue', () => {
	it('has every task with a schema at Hugging Face', () => {
		expect(ours.filter((id) => findTask(id) === undefined)).toEqual([]);
	});

	it.each(Object.keys(UNKNOWN_TASKS))('does not have the excluded task %s', (id) => {
		expect(findTask(id)).toBeUndefined();
		expect(withSchema).toContain(id);
	});

	it('has schemas for all tasks except the listed ones', () => {
		const without = tasks.map(({ id }) => id).filter((id) => !withSchema.includes(id));
		expect(without.sort()).toEqual([...TASKS_WITHOUT_SCHEMA].sort());
	});
});

describe.each(ours)('the fields of %s', (taskId) => {
	it.each(propertiesOf(taskId))('carry $path', ({ path, schema }) => {
		const exception = EXCEPTIONS.find((entry) => entry.task === taskId && entry.path === path);
		const field = fieldAt(taskId, path);
		const found = field && formOfField(field);
		expect({ path, form: found }).toEqual({
			path,
			form: exception === undefined ? formOfSchema(schema) : exception.form,
		});
	});

	it('match the schema and the listed exceptions', () => {
		const known = propertiesOf(taskId).map(({ path }) => path);
		const further = fieldsOf(taskId).flatMap(({ wire }) => (wire === undefined || known.includes(wire) ? [] : [wire]));
		expect(further.sort()).toEqual(BEYOND_THE_SCHEMAS.filter(({ task }) => task === taskId).map(({ path }) => path));
	});

	it("use the API's names, in camelCase, except for the listed ones", () => {
		const renamed = fieldsOf(taskId).filter(
			({ name, wire, kind }) =>
				wire !== undefined && kind !== 'file' && !wire.startsWith('inputs') && camelCase(lastOf(wire)) !== name,
		);
		const listed = BEYOND_THE_SCHEMAS.filter(({ task, isRenamed }) => task === taskId && isRenamed === true);
		expect(renamed.map(({ wire }) => wire)).toEqual(listed.map(({ path }) => path));
	});
});

describe('the fields of parameters with few values', () => {
	const limited = ours.flatMap((task) =>
		propertiesOf(task).flatMap(({ path, schema }) =>
			schema.maxItems === undefined ? [] : [{ task, path, most: schema.maxItems }],
		),
	);

	it.each(limited)('$path of $task states its maximum of $most', ({ task, path, most }) => {
		expect(fieldAt(task, path)?.description).toMatch(new RegExp(`\\b${most}\\b`));
	});
});

describe('the list of exceptions', () => {
	it.each(EXCEPTIONS)('still needs $path of $task', ({ task, path, form }) => {
		const property = propertiesOf(task).find((candidate) => candidate.path === path);
		expect(property).toBeDefined();
		expect(form).not.toEqual(property && formOfSchema(property.schema));
	});
});

function lastOf(path: string): string {
	return path.split('.').pop() ?? path;
}

function camelCase(name: string): string {
	return name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
}
