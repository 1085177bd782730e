import { runNode, type RunResult } from '../support/engine';
import { startHostile, until, type Exchange, type Hostile } from './hostile';
import { ANSWERS } from './servers/answers';
import { CONNECTIONS } from './servers/connections';
import { GATEWAYS } from './servers/gateways';
import { REDIRECTS } from './servers/redirects';
import { SIZE } from './servers/size';
import { TIME } from './servers/time';
import { WAITS } from './servers/waits';
import type { Case } from './servers/case';

const CASES: readonly Case[] = [...CONNECTIONS, ...ANSWERS, ...GATEWAYS, ...REDIRECTS, ...TIME, ...SIZE, ...WAITS];

const ITEMS = ['first', 'hurt', 'last'];

const servers = new Map<Case, Hostile>();
const results = new Map<Case, RunResult>();
const hanging = new Map<Case, number>();

const AT_ONCE = 10;

/** Waiting costs little: several cases run at once, each with a server of its own. */
beforeAll(async () => {
	await runNode({
		parameters: {
			operation: 'text-classification',
			text: 'warm up',
			model: { __rl: true, mode: 'url', value: 'https://user@example.com' },
		},
		onError: 'continueRegularOutput',
	});
	// A wait that is measured, and a heavy answer, need the machine for themselves.
	const isAlone = ({ isHeavy, waits }: Case): boolean => isHeavy === true || waits !== undefined;
	const light = CASES.filter((test) => !isAlone(test));
	for (let i = 0; i < light.length; i += AT_ONCE) await Promise.all(light.slice(i, i + AT_ONCE).map(run));
	for (const test of CASES.filter(isAlone)) await run(test);
}, 240_000);

afterAll(async () => {
	await Promise.all([...servers.values()].map(async (hostile) => await hostile.close()));
});

async function run(test: Case): Promise<void> {
	const play = (exchange: Exchange): void | Promise<void> =>
		exchange.seen.inputs === 'hurt' ? test.play(exchange) : exchange.serve();
	const hostile = await startHostile(play);
	servers.set(test, hostile);
	const elsewhere = await test.elsewhere?.();
	results.set(
		test,
		await runNode({
			parameters: {
				operation: 'text-classification',
				text: '={{ $json.text }}',
				model: { __rl: true, mode: 'url', value: '={{ $json.url }}' },
				options: { timeout: 30, ...test.options },
			},
			items: ITEMS.map((text) => ({
				json: { text, url: text === 'hurt' && elsewhere !== undefined ? elsewhere : `${hostile.url}/x` },
			})),
			onError: 'continueRegularOutput',
		}),
	);
	if (test.hangsUp) await until(() => hostile.hanging() === 0, 1000);
	hanging.set(test, hostile.hanging());
}

describe.each(CASES)('A server that $server', (test) => {
	const { ends, requests, says, waits } = test;
	const result = (): RunResult => {
		const found = results.get(test);
		if (found === undefined) throw new Error('it did not run');
		return found;
	};
	const seen = (text: string) => servers.get(test)?.requests.filter(({ inputs }) => inputs === text) ?? [];

	it(`ends with the item ${ends === 'done' ? 'done' : `failed as ${ends}`}, and loses none`, () => {
		const { json: items, error } = result();
		expect(error).toBeUndefined();
		expect(items).toHaveLength(3);
		expect(items[0]).toMatchObject({ label: 'POSITIVE' });
		expect(items[2]).toMatchObject({ label: 'POSITIVE' });
		expect(items[1]).toMatchObject(
			ends === 'done'
				? { label: 'POSITIVE' }
				: { error: expect.stringMatching(/\[item 1\]$/), details: { type: ends, description: expect.any(String) } },
		);
		if (says) expect(items[1]?.error).toMatch(says);
	});

	it('calls no model twice', () => {
		expect([seen('first').length, seen('last').length]).toEqual([1, 1]);
		if (typeof requests === 'number') expect(seen('hurt')).toHaveLength(requests);
		else {
			expect(seen('hurt').length).toBeGreaterThanOrEqual(requests.least ?? 1);
			expect(seen('hurt').length).toBeLessThanOrEqual(requests.most);
		}
		if (waits) {
			const [one, two] = seen('hurt');
			const waited = (two?.at ?? Infinity) - (one?.at ?? 0);
			expect(waited).toBeGreaterThanOrEqual(waits[0]);
			expect(waited).toBeLessThanOrEqual(waits[1]);
		}
	});

	if (test.hangsUp) {
		it('closes its connections', () => {
			expect(hanging.get(test)).toBe(0);
		});
	}
});

it('pollutes no prototype', () => {
	expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
