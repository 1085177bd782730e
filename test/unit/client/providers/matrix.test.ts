import { InferenceError } from '../../../../nodes/shared/client/errors';
import type { Field } from '../../../../nodes/shared/fields/field';
import { tasks } from '../../../../nodes/shared/tasks';
import { requestOf } from '../../../../nodes/shared/tasks/request';
import type { ArgumentValue, Task, TaskArguments } from '../../../../nodes/shared/tasks/task';
import { cells, type Cell } from '../../../integration/providers/cells';
import { REFUSED, placeOf } from './facts';
import { makeService } from '../../../../nodes/shared/client/service';
import { at, bodyOf, fileOfType, requestFor } from './request';

/** A value that a user may give a field. */
function sampleOf(field: Field): ArgumentValue {
	switch (field.kind) {
		case 'list':
			return ['first', 'second'];
		case 'object':
			return { key: ['value', 1] };
		case 'number':
			return field.integer ? 96 : 0.25;
		case 'boolean':
			return !field.default;
		case 'choice':
			return field.choices[0]?.value ?? '';
		case 'size':
			return { width: 640, height: 480 };
		case 'file':
			return fileOfType(field.media === 'audio' ? 'audio/mpeg' : 'image/png');
		default:
			return 'some words';
	}
}

/** Samples that the API has in another form. */
const IN_API: Readonly<Record<string, ArgumentValue>> = { translate: 'transcribe' };

/** Inputs of the simple form, and every parameter of the task. */
function valuesOf(task: Task, parameters: readonly Field[]): TaskArguments {
	const inputs = task.inputs.filter(({ kind, shownWhen }) => kind !== 'choice' && shownWhen === undefined);
	const simple = { messageInput: 'simple', prompt: 'some words' };
	return { ...simple, ...Object.fromEntries([...inputs, ...parameters].map((field) => [field.name, sampleOf(field)])) };
}

function nameOf({ wire, name }: Field): string {
	return wire?.split('.').at(-1) ?? name;
}

/** The node's own service takes Hugging Face's form, which other tests hold against its servers. */
const served = cells.filter(({ provider }) => provider !== 'hf-inference');

function taskOf(id: string): Task {
	const task = tasks.find((candidate) => candidate.id === id);
	if (task === undefined) throw new Error(`there is no task ${id}`);
	return task;
}

async function made(cell: Cell, parameters: readonly Field[]) {
	const task = taskOf(cell.task);
	const payload = requestOf(task, valuesOf(task, parameters));
	const asked = { provider: cell.provider, task: cell.mappedAs, payload, fields: task.parameters.map(nameOf) };
	const providerId = cell.task === 'image-text-to-video' && cell.provider === 'novita' ? 'MiniMax-H3' : 'its/model';
	// Providers without a route of Hugging Face's take their own keys alone.
	const service = cell.provider === 'openai' ? makeService({ accessToken: 'sk-unit' }) : undefined;
	return await requestFor({ ...asked, providerId, service });
}

const table: string[] = [];

afterAll(() => {
	process.stdout.write(`\nWhere each parameter arrives\n${table.sort().join('\n')}\n`);
});

describe.each(served)('C2: $task at $provider', (cell) => {
	const { provider, task, mappedAs } = cell;
	const { parameters } = taskOf(task);
	const isRefused = REFUSED.includes(`${provider} ${mappedAs}`);

	if (isRefused)
		it('is refused before anything is sent', async () => {
			const failure = await made(cell, parameters).catch((error: unknown) => error);
			expect(failure).toBeInstanceOf(InferenceError);
			expect((failure as InferenceError).details).toMatchObject({ type: 'invalidInput', isUnsent: true });
			table.push(`${provider} ${task}: refused before sending`);
		});
	else
		it('sends each parameter to the place where the provider reads it, or tells that it reads none', async () => {
			const request = await made(cell, parameters);
			const body = await bodyOf(request);
			const lost: string[] = [];
			const row: string[] = [];
			for (const field of parameters) {
				const name = nameOf(field);
				const place = placeOf(provider, mappedAs, name);
				const isTold = request.hints.some((hint) => hint.includes(`'${name}'`));
				const hasArrived =
					place !== undefined && arrives(at(body, place), IN_API[field.name] ?? sampleOf(field), place === name);
				row.push(`${name} ${place === undefined ? '(hint)' : `-> ${place}`}`);
				if (!(isTold || hasArrived) || (hasArrived && isTold) || (place !== undefined && !hasArrived)) lost.push(name);
			}
			table.push(`${provider} ${task}: ${row.join(', ') || 'no parameters'}`);
			expect(lost).toEqual([]);
		});

	if (!isRefused && parameters.length > 0)
		it('says nothing of parameters that were not set', async () => {
			expect((await made(cell, [])).hints).toEqual([]);
		});
});

/** Whether a value is there; under its own name it must be the same one, also as a form's text. */
function arrives(found: unknown, sent: ArgumentValue, isSame: boolean): boolean {
	if (found === undefined || found === null) return false;
	if (!isSame) return true;
	const texts = [JSON.stringify(sent), Array.isArray(sent) ? JSON.stringify(sent.join(', ')) : ''];
	return texts.includes(JSON.stringify(found)) || String(found) === String(sent);
}
