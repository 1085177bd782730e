import { InferenceError } from '../../../../nodes/shared/client/errors';
import type { ModelFigures } from '../../../../nodes/shared/client/figures';
import { fittingProvider } from '../../../../nodes/shared/inference/figures/fitting';
import type { Ability, Needs } from '../../../../nodes/shared/inference/figures/needs';
import { model, provider } from './models';

const both = { tools: true, structuredOutput: true };
const needs = (...must: Ability[]): Needs => ({ must, all: must });
const TOOLS = needs('tools');

async function chosen(found: ModelFigures, wanted = TOOLS, policy = 'auto', order: readonly string[] = []) {
	return await fittingProvider(found, wanted, { policy, order: async () => order });
}

async function refusal(found: ModelFigures, wanted: Needs): Promise<InferenceError> {
	const error: unknown = await chosen(found, wanted).catch((reason: unknown) => reason);
	if (!(error instanceof InferenceError)) throw new Error('not refused');
	return error;
}

const priced = model([
	provider('together', { ...both, price: { input: 0.27, output: 1.1 }, tokensPerSecond: 40 }),
	provider('novita', { tools: true, structuredOutput: false, price: { input: 0.2, output: 0.8 }, tokensPerSecond: 25 }),
	provider('groq', { tools: false, structuredOutput: true, price: { input: 0.5, output: 0.79 }, tokensPerSecond: 310 }),
]);

describe('The choice stays with the router', () => {
	it('where all live providers can do it', async () => {
		expect(await chosen(model([provider('a', both), provider('b', both)]))).toBeUndefined();
	});

	it('where nothing is known', async () => {
		expect(await chosen(model([provider('a'), provider('b')]))).toBeUndefined();
	});

	it('where only a provider that is down lacks it', async () => {
		expect(await chosen(model([provider('a', both), provider('b', { isLive: false, tools: false })]))).toBeUndefined();
	});

	it('where no provider is live', async () => {
		expect(await chosen(model([provider('a', { isLive: false, tools: false })]))).toBeUndefined();
	});
});

describe('A provider that can do it is named', () => {
	it("the first in the account's order", async () => {
		expect(await chosen(priced, TOOLS, 'auto', ['groq', 'novita', 'together'])).toEqual({
			provider: 'novita',
			lackedByOthers: ['tools'],
		});
		expect(await chosen(priced, TOOLS, 'auto', ['together', 'novita'])).toMatchObject({ provider: 'together' });
	});

	it("in the router's order where the account's is unknown", async () => {
		expect(await chosen(priced)).toMatchObject({ provider: 'together' });
	});

	it('with all that is needed', async () => {
		const wanted = needs('tools', 'structured output');
		expect(await chosen(priced, wanted, 'auto', ['groq', 'novita', 'together'])).toEqual({
			provider: 'together',
			lackedByOthers: ['tools', 'structured output'],
		});
	});

	it('by the policy that the user chose', async () => {
		expect(await chosen(priced, TOOLS, 'cheapest')).toMatchObject({ provider: 'novita' });
		expect(await chosen(priced, needs('structured output'), 'fastest')).toMatchObject({ provider: 'groq' });
		expect(await chosen(priced, TOOLS, 'preferred', ['novita'])).toMatchObject({ provider: 'novita' });
	});

	it('rather one that says so than one that says nothing', async () => {
		const found = model([provider('silent'), provider('no', { tools: false }), provider('yes', { tools: true })]);
		expect(await chosen(found)).toMatchObject({ provider: 'yes' });
	});

	it('or one that says nothing, where no other is left', async () => {
		expect(await chosen(model([provider('no', { tools: false }), provider('silent')]))).toMatchObject({
			provider: 'silent',
		});
	});

	it('never one that is down', async () => {
		const found = model([
			provider('down', { ...both, isLive: false }),
			provider('no', { tools: false }),
			provider('up', both),
		]);
		expect(await chosen(found, TOOLS, 'auto', ['down', 'up'])).toMatchObject({ provider: 'up' });
	});
});

describe('Where no live provider can do it', () => {
	it('an error lists what each supports', async () => {
		const found = model([
			provider('a', { tools: true, structuredOutput: false }),
			provider('b', { tools: false, structuredOutput: true }),
			provider('c', { tools: false, structuredOutput: false }),
		]);
		const { message, details } = await refusal(found, needs('tools', 'structured output'));
		expect(message).toBe("No provider of 'org/name' supports tools and structured output");
		expect(details).toMatchObject({
			type: 'invalidInput',
			advice:
				'Choose another model. Nothing was sent. ' +
				'a supports tools, b supports structured output, c supports none of it.',
		});
	});

	it('an error says that the model takes no images', async () => {
		const found = model([provider('a', both)], { inputs: ['text'] });
		expect((await refusal(found, needs('images'))).message).toBe("The model 'org/name' does not support images");
	});

	it('JSON of any structure goes out all the same', async () => {
		const found = model([provider('a', { structuredOutput: false })]);
		expect(await chosen(found, { must: [], all: ['structured output'] })).toBeUndefined();
	});
});
