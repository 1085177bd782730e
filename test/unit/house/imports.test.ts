import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ROOT, violationsIn } from './imports';

const MINUTES = 120_000;

describe('Imports in nodes/ and credentials/', () => {
	it('obey the rules', async () => expect(await violationsIn(ROOT)).toEqual([]), MINUTES);
});

describe('The import rules', () => {
	const UPWARD: ReadonlyArray<readonly [low: string, high: string]> = [
		['nodes/shared/http', 'nodes/shared/client'],
		['nodes/shared/client', 'nodes/shared/inference'],
		['nodes/shared/inference', 'nodes/shared/tasks'],
		['nodes/shared/inference', 'nodes/shared/fields'],
		['nodes/shared/tasks', 'nodes/shared/search'],
		['nodes/shared/fields', 'nodes/shared/credential'],
		['nodes/shared/http', 'nodes/Node'],
		['nodes/shared/n8n', 'nodes/shared/panel'],
		['nodes/shared/n8n', 'nodes/shared/credential'],
		['nodes/shared/panel', 'nodes/shared/search'],
		['nodes/shared/credential', 'nodes/shared/search'],
		['nodes/shared/search', 'nodes/Node'],
		['nodes/shared/n8n', 'credentials'],
	];
	const DOWNWARD: ReadonlyArray<readonly [high: string, low: string]> = [
		['credentials', 'nodes/shared/tasks'],
		['nodes/Node', 'nodes/shared/http'],
		['nodes/shared/tasks', 'nodes/shared/fields'],
		['nodes/shared/fields', 'nodes/shared/tasks'],
		['nodes/shared/panel', 'nodes/shared/n8n'],
		['nodes/shared/panel', 'nodes/shared/credential'],
		['nodes/shared/search', 'nodes/shared/credential'],
	];
	const N8N = ['n8n-workflow', 'n8n-core', '@n8n/di'];
	const LOW = ['nodes/shared/http', 'nodes/shared/client', 'nodes/shared/inference'];
	const BY = { value: 'import { a as b }', type: 'import type { A as B }' };

	let folder = '';
	let found: string[] = [];

	/** Writes a file that imports others, and gives its path. */
	function write(file: string, imports: ReadonlyArray<readonly [by: string, from: string]> = []): string {
		const lines = imports.map(([by, from], i) => `${by.replace(' as ', ` as from${i}`)} from '${from}';`);
		mkdirSync(dirname(join(folder, file)), { recursive: true });
		writeFileSync(join(folder, file), [...lines, 'export const a = 1;', 'export type A = number;', ''].join('\n'));
		return file;
	}

	const between = (from: string, to: string): string => `${relative(from, to)}/a`;
	const nameOf = (...rooms: readonly string[]): string => rooms.join('-').replace(/\W/g, '_');

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
		cpSync(join(ROOT, 'tsconfig.json'), join(folder, 'tsconfig.json'));
		for (const room of new Set([...UPWARD, ...DOWNWARD].flat())) write(`${room}/a.ts`);
		for (const [from, to] of [...UPWARD, ...DOWNWARD])
			for (const [kind, by] of Object.entries(BY)) write(`${from}/${kind}_${nameOf(to)}.ts`, [[by, between(from, to)]]);
		for (const room of [...LOW, 'nodes/shared/search'])
			for (const name of N8N) write(`${room}/${nameOf(name)}.ts`, [['import type * as ', name]]);
		write('nodes/shared/client/one.ts', [[BY.type, './two']]);
		write('nodes/shared/client/two.ts', [[BY.type, './three']]);
		write('nodes/shared/client/three.ts', [[BY.value, './one']]);
		write('nodes/shared/attic/a.ts');
		write('nodes/Node/attic.ts', [[BY.value, '../shared/attic/a']]);
		found = await violationsIn(folder);
	}, MINUTES);
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	const upward = UPWARD.flatMap(([from, to]) =>
		Object.keys(BY).map((kind) => `no-higher-room: ${from}/${kind}_${nameOf(to)}.ts -> ${to}/a.ts`),
	);
	const n8n = LOW.flatMap((room) => N8N.map((name) => `no-n8n-below: ${room}/${nameOf(name)}.ts -> ${name}`));
	const unknown = 'no-unknown-room: nodes/Node/attic.ts -> nodes/shared/attic/a.ts';

	it.each(upward)('refuse an import of a higher room, of a value or a type: %s', (line) =>
		expect(found).toContain(line),
	);
	it.each(n8n)('refuse n8n in http, client and inference: %s', (line) => expect(found).toContain(line));
	it('refuse a circle within a room, of types too', () =>
		expect(found.filter((line) => line.startsWith('no-circle'))).toHaveLength(1));
	it('refuse a folder of nodes/shared that has no level', () => expect(found).toContain(unknown));
	it('allow lower rooms, rooms of the same level, and n8n above inference', () => {
		const refused = [...upward, ...n8n, unknown];
		expect(found.filter((line) => !line.startsWith('no-circle') && !refused.includes(line))).toEqual([]);
	});
});
