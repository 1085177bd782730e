import { later } from '../../unit/later';
import { runNode } from '../support/engine';
import { byId, costOf, hintsOf, TOOLS, useChats } from './chats';

const { chat, credential, lookups, posts, sandbox } = useChats();
const includeMetadata = { options: { includeMetadata: true } };
const items = (count: number) => Array.from({ length: count }, () => ({ json: {} }));

afterEach(() => jest.restoreAllMocks());

describe("The router's figures", () => {
	it('are asked for once, by all runs of a token', async () => {
		await chat('sandbox/chat-priced', {}, { items: items(20) });
		await chat('sandbox/chat-priced', { provider: 'novita' });
		expect(lookups()).toEqual(['/v1/models/sandbox/chat-priced']);
		expect(sandbox().requests.find(({ path }) => path.startsWith('/v1/models'))?.headers.authorization).toMatch(
			/^Bearer hf_/,
		);
	});

	it('are asked for again with another token', async () => {
		await chat('sandbox/chat-priced');
		await chat('sandbox/chat-priced', {}, { credential: { ...credential(), accessToken: 'hf_another' } });
		expect(lookups()).toHaveLength(2);
	});

	it('hold in later runs while the router fails: a spending limit can still be kept', async () => {
		await chat('sandbox/chat-priced');
		sandbox().respond(({ path }, response) => {
			if (!path.startsWith('/v1/models')) return false;
			response.writeHead(500).end();
			return true;
		});
		later(11 * 60_000);
		const { error, json } = await chat('sandbox/chat-priced', { options: { maxCost: 1 } });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
		expect(lookups()).toHaveLength(2);
	});

	it("are asked for without a provider's own key", async () => {
		const key = { ...credential(), accessToken: 'gsk_key' };
		await chat('sandbox/chat-priced', { provider: 'groq' }, { credential: key, onError: 'continueRegularOutput' });
		expect(lookups()).toEqual([]);
	});

	it('are not asked for at an endpoint or hf-inference, nor for other tasks', async () => {
		const model = { __rl: true, mode: 'url', value: `${sandbox().url}/endpoint/chat-completion` };
		await chat('', { model });
		await chat('sandbox/chat-completion', { provider: 'hf-inference' });
		await runNode({
			parameters: { operation: 'text-classification', text: 'x', model: byId('sandbox/text-classification') },
			credential: credential(),
		});
		expect(posts()).toHaveLength(3);
		expect(lookups()).toEqual([]);
	});
});

describe('Without figures, everything works as before', () => {
	it.each(['404', '500', '401', 'wrong-type', 'wrong-shape', 'half-json', 'empty', 'reset', 'old-router'])(
		'where the list of the router has the fault %s',
		async (fault) => {
			const result = await chat(
				'sandbox/chat-priced:together',
				{ ...includeMetadata, parameters: { tools: TOOLS, maxTokens: 100 } },
				{ credential: credential(`/fault-models-${fault}`), items: items(3) },
			);
			expect(result.error).toBeUndefined();
			expect(result.json).toHaveLength(3);
			expect(costOf(result)).toBeUndefined();
			expect(hintsOf(result)).toEqual([]);
			expect(lookups()).toHaveLength(1);
		},
	);

	it('where the router never answers: items do not wait for it, and it is asked once', async () => {
		const held: Array<() => void> = [];
		sandbox().respond(({ path }, response) => {
			if (!path.startsWith('/v1/models')) return false;
			held.push(() => response.end());
			return true;
		});
		const result = await chat('sandbox/chat-priced', { options: { maxConcurrency: 1 } }, { items: items(200) });
		expect(result.json).toHaveLength(200);
		expect(held).toHaveLength(1);
		for (const end of held) end();
	});
});
