import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonValue } from '../../../nodes/shared/client/json';
import type { Quirks } from '../../../nodes/shared/client/providers/quirks/quirks';
import type { ServerProgram } from '../../../nodes/shared/inference/servers/program';
import { ROOT } from './messages';

const page = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

/** The first block of code under a heading of the second level. */
function recipe(title: string): string {
	const [, after = ''] = page.split(`\n## ${title}\n`);
	return /```ts\n([\s\S]*?)```/.exec(after)?.[1] ?? '';
}

/** The exports of code that a recipe puts into a folder of the project. */
function exportsOf(code: string, folder: string): unknown {
	const temporary = mkdtempSync(join(tmpdir(), 'recipe-'));
	const file = join(temporary, 'recipe.ts');
	try {
		writeFileSync(
			file,
			code.replace(/ from '(\..*?)'/g, (_, path: string) => ` from '${join(ROOT, folder, path)}'`),
		);
		return jest.requireActual(file);
	} finally {
		rmSync(temporary, { recursive: true });
	}
}

describe('the recipe for a server', () => {
	const { acme } = exportsOf(recipe('Add a server'), 'nodes/shared/inference/servers') as { acme: ServerProgram };

	it('recognises the program by the owner of its models', () => {
		const probesOf = (owner: string) => {
			const json: JsonValue = { data: [{ id: 'org/name', owned_by: owner }] };
			return { '/v1/models': { status: 200, text: '', json } };
		};
		expect(acme.recognise?.(probesOf('acme'))).toBe('Acme Serve serving org/name');
		expect(acme.recognise?.(probesOf('vllm'))).toBeUndefined();
	});

	it('knows the ignored field by an answer of the program', () => {
		const [known] = acme.ignores?.['text-classification'] ?? [];
		expect(known?.fields).toEqual(['topK']);
		expect(known?.isIt({ headers: { server: 'acme-serve/1.2' }, count: 1 })).toBe(true);
		expect(known?.isIt({ headers: {}, count: 1 })).toBe(false);
	});
});

describe('the recipe for a provider', () => {
	const code = recipe('Add a provider');
	const { acme } = exportsOf(code, 'nodes/shared/client/providers/quirks') as { acme: Quirks };

	it('renames the parameter, and keeps the others', () => {
		const before = acme.tasks?.['text-to-image']?.before;
		const parameters = { num_inference_steps: 4, seed: 1 };
		expect(before?.({ inputs: 'a cat', parameters })).toEqual({ inputs: 'a cat', parameters: { steps: 4, seed: 1 } });
	});
});
