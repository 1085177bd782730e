import { runNode } from '../../support/engine';
import { useSandbox } from '../../support/sandbox';

const sandbox = useSandbox();
const TOKENS = ['hf_token_of_the_first_item', 'hf_token_of_the_second_item', 'hf_token_of_the_third_item'];
const items = TOKENS.map((token) => ({ json: { token, text: 'x' } }));

/** Runs three items against a server that answers each with the header that it got. */
async function run(accessToken: string, options = {}) {
	sandbox.current().respond(({ headers, method }, response) => {
		if (method !== 'POST') return false;
		const answer = [{ label: String(headers.authorization), score: 1 }];
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
		return true;
	});
	const model = { __rl: true, mode: 'url', value: `${sandbox.current().url}/server` };
	const result = await runNode({
		parameters: { operation: 'text-classification', text: 'x', model, options },
		items,
		credential: sandbox.credential({ accessToken, allowedHosts: new URL(sandbox.current().url).host }),
	});
	return { ...result, sent: sandbox.current().requests.map(({ headers }) => headers.authorization) };
}

it('B2: each item sends the token that its expression gives, and all of them are masked', async () => {
	const { json, sent } = await run('={{ $json.token }}', { maxConcurrency: 1 });
	expect(sent).toEqual(TOKENS.map((token) => `Bearer ${token}`));
	expect(json.map(({ label }) => label)).toEqual(['Bearer ***', 'Bearer ***', 'Bearer ***']);
});

it('a token without an expression is that of all items', async () => {
	const { sent } = await run('hf_fixed_token_of_all');
	expect(sent).toEqual(Array(3).fill('Bearer hf_fixed_token_of_all'));
});
