import { Workflow, type IExecuteFunctions, type INode, type INodeExecutionData, type INodeTypes } from 'n8n-workflow';
import { CredentialReader } from '../../../nodes/HuggingFaceInference/execution/read/credential';
import { ParameterReader } from '../../../nodes/HuggingFaceInference/execution/read/parameters';
import { CREDENTIAL } from '../../../nodes/shared/credential/service';
import { Masking } from '../../../nodes/shared/n8n/masking';

const NODE = 'Node';
const TOKENS = ['hf_first_items_token', 'hf_second_items_token', 'hf_third_items_token'];

/** A run of three items whose stored credential holds these fields, resolved as n8n's credentials helper does it. */
function run(stored: Record<string, unknown>, more: Partial<IExecuteFunctions> = {}) {
	const parameters = {};
	const credentials = { [CREDENTIAL]: { id: '1', name: 'Credential' } };
	const node: INode = {
		id: '1',
		name: NODE,
		type: 'p.node',
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials,
	};
	const description = {
		name: 'node',
		displayName: NODE,
		properties: [],
		inputs: [],
		outputs: [],
		group: [],
		version: 1,
	};
	const type = { description: { ...description, defaults: {} } };
	const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
	const workflow = new Workflow({
		id: 'w',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypes as unknown as INodeTypes,
	});
	const items: INodeExecutionData[] = TOKENS.map((token) => ({ json: { token } }));
	const resolve = (value: unknown, itemIndex: number): unknown =>
		workflow.expression.getParameterValue(value as string, null, 0, itemIndex, NODE, items, 'manual', {}, undefined);
	let reads = 0;
	const context = {
		helpers: {},
		getNode: () => node,
		getInputData: () => items,
		getNodeParameter: (_name: string, _itemIndex: number, otherwise: unknown) => otherwise,
		evaluateExpression: (expression: string, itemIndex: number) => resolve(`=${expression}`, itemIndex),
		getCredentials: async (_name: string, itemIndex: number) => {
			reads += 1;
			return resolve(stored, itemIndex || 0);
		},
		...more,
	} as unknown as IExecuteFunctions;
	const masking = new Masking();
	const reader = new CredentialReader(context, new ParameterReader(context), masking);
	return { reader, masking, reads: () => reads };
}

describe('B2: the credential of a run', () => {
	it('is read once for all items where it holds no expression', async () => {
		const { reader, masking, reads } = run({ accessToken: 'hf_fixed_token_of_all' });
		const services = await Promise.all([0, 1, 2].map(async (item) => await reader.serviceFor(item)));
		expect(services.map(({ token }) => token)).toEqual(Array(3).fill('hf_fixed_token_of_all'));
		expect(new Set(services).size).toBe(1);
		expect(reads()).toBe(1);
		expect(masking.text('hf_fixed_token_of_all')).toBe('***');
	});

	it.each([
		['the item', '={{ $json.token }}'],
		['the number of the item', `={{ ${JSON.stringify(TOKENS)}[$itemIndex] }}`],
		['all items', '={{ $input.all()[$itemIndex].json.token }}'],
		['the item, with a fallback', '={{ $json.token || "hf_fallback_token" }}'],
	])('gives each item its own token by %s, and masks all of them', async (_what, accessToken) => {
		const { reader, masking } = run({ accessToken });
		const services = await Promise.all([0, 1, 2].map(async (item) => await reader.serviceFor(item)));
		expect(services.map(({ token }) => token)).toEqual(TOKENS);
		expect(masking.text(TOKENS.join(' '))).toBe('*** *** ***');
	});

	it('finds an expression in any field', async () => {
		const { reader } = run({ accessToken: 'hf_fixed_token_of_all', endpointUrl: '=https://server/{{ $json.token }}' });
		const services = [await reader.serviceFor(0), await reader.serviceFor(1)];
		expect(services.map(({ endpointUrl }) => endpointUrl)).toEqual(
			TOKENS.slice(0, 2).map((t) => `https://server/${t}`),
		);
	});

	it('is one for items with the same token', async () => {
		const { reader } = run({ accessToken: '={{ $json.token.slice(0, 3) + "_shared_by_items" }}' });
		expect(await reader.serviceFor(0)).toBe(await reader.serviceFor(2));
	});

	it('is read for each item where n8n does not look items up as expected', async () => {
		const { reader, reads } = run({ accessToken: 'hf_fixed_token_of_all' }, { evaluateExpression: () => 1 });
		for (const item of [0, 1, 2]) await reader.serviceFor(item);
		expect(reads()).toBe(3);
	});

	it('fails for the item whose expression gives what no token is', async () => {
		const { reader } = run({ accessToken: '={{ $itemIndex === 1 ? "two words" : $json.token }}' });
		await expect(reader.serviceFor(1)).rejects.toThrow("'Access Token'");
		expect((await reader.serviceFor(2)).token).toBe(TOKENS[2]);
	});
});
