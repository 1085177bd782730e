import { json } from '../../faults/hostile';
import { runNode } from '../../support/engine';
import { authorizations, classify, url, useServers } from './servers';

const servers = useServers();
const { contacted, credential, run } = servers;

describe('Without a token', () => {
	it('any host may be called, without a token', async () => {
		const result = await runNode({ parameters: classify({ model: url(`${servers.away.url}/x`) }) });
		expect(result.json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(authorizations(servers.away)).toEqual([undefined]);
	});

	it("the node's credential is not read", async () => {
		const result = await runNode({
			parameters: classify({ authentication: 'none', model: url(`${servers.away.url}/x`) }),
			credential: credential(),
		});
		expect(result.json[0]).toMatchObject({ label: 'POSITIVE' });
		expect(authorizations(servers.away)).toEqual([undefined]);
	});

	it.each(['', '   ', '\n'])('because it is %j, no header is sent', async (accessToken) => {
		await run(classify({ model: url(`${servers.away.url}/x`) }), { credential: credential({ accessToken }) });
		expect(authorizations(servers.away)).toEqual([undefined]);
	});
});

it.each(['hf_a\r\nx-injected: 1', 'hf_\u00e9', 'hf_a b', 'hf_\u0000'])(
	'A token %j is never sent',
	async (accessToken) => {
		const { error } = await runNode({
			parameters: classify({ model: url(`${servers.home.url}/x`) }),
			credential: credential({ accessToken }),
		});
		expect(error?.context?.type).toBe('invalidInput');
		expect(contacted).toEqual([]);
	},
);

it.each(['embedding-server-of-ours', 'dimensions-and-more-of-them'])(
	'A token that begins like a word of the answer (%s) does not take the words of the API from the item',
	async (accessToken) => {
		servers.play = ({ response }) => json(response, 200, [0.1, 0.2]);
		const result = await run(
			{ operation: 'feature-extraction', text: 'hello', model: url(`${servers.home.url}/x`) },
			{ credential: credential({ accessToken }) },
		);
		expect(result.json[0]).toEqual({ embedding: [0.1, 0.2], dimensions: 2 });
	},
);
