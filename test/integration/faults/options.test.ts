import { runNode } from '../support/engine';
import { classify, outcomes, texts, useServers } from './played';

const start = useServers();

describe('A11: an invalid option of the first item', () => {
	it.each([
		['maxConcurrency', 'many'],
		['requestsPerMinute', 'fast'],
		['batchSize', {}],
	])('%s fails that item alone under Continue', async (name, value) => {
		const server = await start(({ serve }) => serve());
		const options = { timeout: 20, [name]: `={{ $json.text === "text 0" ? ${JSON.stringify(value)} : 2 }}` };
		const result = await runNode({
			parameters: { ...classify(server.url), options },
			items: texts(3),
			onError: 'continueRegularOutput',
		});
		expect(outcomes(result)).toEqual(['invalidInput', 'POSITIVE', 'POSITIVE']);
	});
});
