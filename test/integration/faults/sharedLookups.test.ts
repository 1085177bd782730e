import { runNode, type RunResult } from '../support/engine';
import { slowNames, useFilter, withNames } from './filter';
import { json, pause, PNG_START, until, type Hostile } from './hostile';
import {
	asHub,
	byId,
	classify,
	credentialFor,
	detailsOf,
	mapped,
	PATIENCE_MS,
	posts,
	texts,
	useServers,
} from './played';

const start = useServers();
afterEach(() => jest.restoreAllMocks());

const hub = async (): Promise<Hostile> =>
	await start(asHub(mapped('text-classification', 'hf-inference'), ({ serve }) => serve()));

describe("A2: a look-up on the Hub that waits for a name's address", () => {
	const run = (server: Hostile, onStart?: (started: { cancel: () => void }) => void): Promise<RunResult> =>
		runNode({
			parameters: { ...classify(''), model: byId('some/model') },
			credential: withNames(server),
			items: texts(1),
			onError: 'continueRegularOutput',
			onStart,
		});

	it('ends with no other execution that was cancelled', async () => {
		const { filter, waiting, letGo } = slowNames();
		await useFilter(filter);
		const server = await hub();
		const first = run(server, (started) => {
			void until(() => waiting() > 0, PATIENCE_MS).then(() => started.cancel());
		});
		expect((await first).status).toBe('canceled');
		const second = run(server);
		await pause(200);
		letGo();
		const { status, json: out } = await second;
		expect(status).toBe('success');
		expect(out).toMatchObject([{ label: 'POSITIVE' }]);
	});
});

describe('A2: a look-up on the Hub that an item gives up', () => {
	it('ends no item after it', async () => {
		const { filter, letGo } = slowNames();
		await useFilter(filter);
		const server = await hub();
		setTimeout(letGo, 1_000);
		const options = { timeout: '={{ $json.text === "text 0" ? 0.3 : 30 }}', maxConcurrency: 1 };
		const { status, json: out } = await runNode({
			parameters: { ...classify('', options), model: byId('some/model') },
			credential: withNames(server),
			items: texts(2),
			onError: 'continueRegularOutput',
		});
		expect(status).toBe('success');
		expect(['timeout', 'network']).toContain(detailsOf(out[0]).type);
		expect(out[1]).toMatchObject({ label: 'POSITIVE' });
	});

	it('by the end of the share of its first provider leaves the next provider its turn', async () => {
		const server = await start(async ({ seen, response, nth }) => {
			if (!seen.path.startsWith('/api/models/'))
				return json(response, 200, { data: [{ b64_json: PNG_START.toString('base64') }] });
			if (nth === 1) await pause(1_500);
			json(response, 200, mapped('text-to-image', 'together', 'nscale'));
		});
		const { status, items } = await runNode({
			parameters: {
				operation: 'text-to-image',
				prompt: 'a fox',
				provider: 'together',
				model: byId('some/model'),
				options: { timeout: 2, fallbackProviders: 'nscale' },
			},
			credential: credentialFor(server),
			onError: 'continueRegularOutput',
		});
		expect(status).toBe('success');
		expect(items[0]?.binary?.data?.mimeType).toBe('image/png');
		expect(posts(server).map(({ path }) => path.split('/')[1])).toEqual(['nscale']);
	});
});
