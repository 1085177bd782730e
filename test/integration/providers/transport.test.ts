import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLE, reachesGlobal } from './bundle';
import { routedCells, type Cell } from './cells';
import { differenceOf } from './differences';
import { atOnce, expectAnswered, runCell, type NodeRun } from './node';

const FOREIGN = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'];

/** Ways out of the process that are not the node's transport. */
const left: string[] = [];
const realFetch = globalThis.fetch;

function refuse(way: string): (...args: unknown[]) => never {
	return (target) => {
		left.push(`${way} ${String(target)}`);
		throw new Error(`${way} is not the transport`);
	};
}

beforeAll(() => {
	globalThis.fetch = refuse('fetch');
	for (const module of [http, https])
		for (const name of ['request', 'get'] as const) jest.spyOn(module, name).mockImplementation(refuse(`http.${name}`));
});
afterAll(() => {
	globalThis.fetch = realFetch;
	jest.restoreAllMocks();
});

describe('the built node', () => {
	it.each(FOREIGN)('reaches no global %s', (name) => {
		expect(reachesGlobal(BUNDLE, name)).toEqual([]);
	});

	it('holds the official client, whose calls of fetch are those of the transport', () => {
		const script = readFileSync(BUNDLE, 'utf8');
		expect(script).toContain('Received malformed response from WaveSpeed AI API');
		const [, own = ''] = /^async function (fetch\d*)\(/m.exec(script) ?? [];
		expect(own).not.toBe('');
		expect(script.split(`await ${own}(`).length).toBeGreaterThan(20);
	});
});

it('a global would be found, in whichever way a script reaches it', () => {
	const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
	const file = join(folder, 'script.js');
	writeFileSync(
		file,
		'fetch("a");\nconst o = { fetch };\nglobalThis.fetch("b");\nglobal["fetch"]("c");\nfunction own(fetch) { return fetch("d"); }\nown({ fetch: 1 }.fetch);\nglobalThis.fetch = own;\n',
	);
	expect(reachesGlobal(file, 'fetch').map((place) => place.split(':')[0])).toEqual(['1', '2', '3', '4']);
	rmSync(folder, { recursive: true });
});

describe('where every other way out of the process is shut', () => {
	const runs = new Map<Cell, NodeRun>();
	beforeAll(
		async () => await atOnce(routedCells, async (cell) => void runs.set(cell, await runCell(cell, false))),
		300_000,
	);

	const answered = routedCells.filter((cell) => differenceOf(cell) === undefined);

	it.each(answered)('$task at $provider is answered', (cell) => {
		expectAnswered(runs.get(cell), cell);
	});

	it('nothing was tried on them', () => {
		expect(left).toEqual([]);
	});
});
