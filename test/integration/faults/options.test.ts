import { runNode } from '../support/engine';
import { json } from './hostile';
import { byUrl, classify, detailsOf, outcomes, texts, useServers } from './played';

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

	const FAILS = '$json.text === "text 0" ? $("No such node").item.json.x :';

	it('Authentication fails that item alone under Continue, where its expression fails', async () => {
		const server = await start(({ serve }) => serve());
		const result = await runNode({
			parameters: { ...classify(server.url), authentication: `={{ ${FAILS} "none" }}` },
			items: texts(3),
			onError: 'continueRegularOutput',
		});
		expect(outcomes(result)).toEqual(['invalidInput', 'POSITIVE', 'POSITIVE']);
	});

	it('Table Source fails that item alone under Continue, where its expression fails', async () => {
		const server = await start(({ response }) => json(response, 200, { answer: 'x' }));
		const result = await runNode({
			parameters: {
				operation: 'table-question-answering',
				query: 'Which?',
				tableSource: `={{ ${FAILS} "json" }}`,
				table: '{ "a": ["1"] }',
				model: byUrl(server.url),
			},
			items: texts(2),
			onError: 'continueRegularOutput',
		});
		expect(result.json.map((item) => item.answer ?? detailsOf(item).type)).toEqual(['invalidInput', 'x']);
	});
});
