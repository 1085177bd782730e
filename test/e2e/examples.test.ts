import type { IDataObject } from 'n8n-workflow';
import { outputOf } from '../../tools/host/client';
import { decodePng } from '../../sandbox/media/png';
import { speechOf } from '../../sandbox/media/wav';
import { noteRuns, pictureOf } from '../../tools/docs/exampleWorkflows';
import { CHROMIUM, Editor, UPDATES_DOCS } from './editor';
import { exampleId, exampleNames, EXAMPLES_FOLDER, shippedExample } from './examples';
import { jsonOf, startExamplesHost, type ExamplesHost } from './examplesHost';
import { START_TIMEOUT_MS } from './host';

const NOTES = {
	'monday.wav': 'Please call the plumber. The kitchen in the second flat is under water again.',
	'tuesday.wav': 'The new desks have arrived. They stand in the hall until Friday.',
};

/** Examples with only passed tests, and examples with a failed test. */
const passed = new Set<string>();
const failed = new Set<string>();
let host: ExamplesHost;

/** A test of an example's behaviour. */
function shows(name: string, what: string, body: () => Promise<void>): void {
	test(`${name} ${what}`, async () => {
		await body().catch((error: unknown) => {
			failed.add(name);
			throw error;
		});
		passed.add(name);
	});
}

beforeAll(async () => {
	host = await startExamplesHost();
}, START_TIMEOUT_MS);

afterAll(async () => await host?.stop());

test.each(exampleNames)('%s is ready for import: no ids of this n8n, a note, and a position for every node', (name) => {
	const { nodes, connections, ...others } = shippedExample(name);
	expect(others).toMatchObject({ name: expect.any(String), settings: { executionOrder: 'v1' } });
	expect(others).not.toHaveProperty('id');
	expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
	expect(nodes.find(({ name: node }) => node === 'About')?.parameters.content).toMatch(
		/^## .+\n\n[^#]+### Set up\n1\. /,
	);
	expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
	const names = nodes.map(({ name: node }) => node);
	const linked = Object.entries(connections).flatMap(([from, kinds]) => [
		from,
		...Object.values(kinds).flatMap((outputs) => outputs.flatMap((links) => (links ?? []).map(({ node }) => node))),
	]);
	expect(names).toEqual(expect.arrayContaining(linked));
});

shows('sort-support-mail', 'routes each mail to its team, and the urgent one to a person at once', async () => {
	const execution = await host.runExample('sort-support-mail');
	const subjects = (node: string) => jsonOf(execution, node).map(({ subject }) => subject);
	expect(subjects('Billing Team')).toEqual(['Charged twice', 'Invoice for March']);
	expect(subjects('Technical Team')).toEqual(['Login']);
	expect(subjects('Shipping Team')).toEqual(['Where is it?']);
	expect(subjects('Praise Team')).toEqual(['Thank you']);
	expect(subjects('Tell Someone Now')).toEqual(['Charged twice']);
	expect(jsonOf(execution, 'Billing Team')[0]).toMatchObject({
		from: 'ana@example.com',
		topic: 'billing',
		urgent: true,
	});
});

shows('transcribe-voice-notes', 'turns uploaded recordings into a digest', async () => {
	await host.client.publish(exampleId('transcribe-voice-notes'));
	const path = shippedExample('transcribe-voice-notes').nodes.find(
		({ name }) => name === 'Upload Voice Notes',
	)?.webhookId;
	const response = await host.client.form(
		path ?? '',
		Object.fromEntries(Object.entries(NOTES).map(([name, words]) => [name, speechOf(words)])),
	);
	expect(response.status).toBe(200);
	const execution = await host.lastExecution('transcribe-voice-notes');
	expect(execution.data.resultData.error).toBeUndefined();
	const [{ title, digest, notes } = {}] = jsonOf(execution, 'Digest');
	expect(title).toBe('2 voice notes');
	expect(notes).toMatchObject(
		Object.entries(NOTES).map(([note, transcript]) => ({ note, transcript, summary: expect.stringMatching(/\w/) })),
	);
	expect(digest).toMatch(/^- \*\*monday\.wav\*\*: .+\n- \*\*tuesday\.wav\*\*: .+/);
});

shows('describe-product-photos', "writes a line per photo into the shop's file", async () => {
	const execution = await host.runExample('describe-product-photos');
	const lines = (await host.fileOf(outputOf(execution, 'Shop File')[0]))
		.toString('utf8')
		.replace('\uFEFF', '')
		.trim()
		.split(/\r?\n/);
	expect(lines[0]).toBe('sku,description,category,tags');
	expect(lines).toHaveLength(3);
	expect(lines[1]).toMatch(
		/^A-100,".*a picture of sky and valley, mostly blue.*",(vehicle|animal|furniture|clothing|outdoor),/,
	);
	expect(lines[2]).toMatch(/^A-101,/);
	const tagged = host.sandbox.requests.find(
		({ path }) => path.includes('bart-large-mnli') && !path.startsWith('/api/'),
	);
	expect(tagged?.json).toMatchObject({
		inputs: expect.stringContaining('sky and valley'),
		parameters: { multi_label: true },
	});
	expect(host.sandbox.requests.filter(({ path }) => path.startsWith('/photos/'))).toHaveLength(2);
});

shows(
	'embed-documents',
	'fills the store with 32 requests, and finds the right document for the question',
	async () => {
		const execution = await host.runExample('embed-documents');
		expect(host.store.collections.get('help-center')?.size).toBe(1000);
		expect(host.modelCalls('/pipeline/feature-extraction')).toHaveLength(32 + 1);
		const nearest = jsonOf(execution, 'Nearest Documents');
		expect(nearest[0]?.text).toBe('How to return the blue lamp');
		expect(nearest.map(({ score }) => Number(score))).toEqual(
			[...nearest.map(({ score }) => Number(score))].sort((a, b) => b - a),
		);
		expect(nearest).toHaveLength(3);
	},
);

shows('embed-documents', 'can run again, and keeps the collection', async () => {
	await host.runExample('embed-documents');
	expect(host.store.collections.get('help-center')?.size).toBe(1000);
});

shows('redact-names', 'removes all names, and sends texts with names to a person', async () => {
	const execution = await host.runExample('redact-names');
	expect(jsonOf(execution, 'To Be Checked')).toEqual([
		{ id: 1, redacted: 'yesterday [PERSON] called about the flat in [PLACE] that [ORGANIZATION] rents.', names: 3 },
		{ id: 2, redacted: 'the parcel for [PERSON] was sent back from [PLACE].', names: 2 },
	]);
	expect(jsonOf(execution, 'Free to Send')).toEqual([
		{ id: 3, redacted: 'the invoice was paid, and nothing else is open.', names: 0 },
	]);
});

shows('illustrate-blog-post', 'returns the page as HTML, with its picture', async () => {
	const execution = await host.runExample('illustrate-blog-post');
	const [page] = outputOf(execution, 'Page');
	const [{ parsed } = {}] = jsonOf(execution, 'Plan Picture');
	expect(page?.json.title).toBe('A week by the sea');
	expect(page?.json.html).toContain(
		`<img src="${page?.binary?.picture?.fileName}" alt="${(parsed as IDataObject).altText}">`,
	);
	expect(page?.json.html).toContain('<strong>blue sea</strong>');
	expect(decodePng(await host.fileOf(page, 'picture'))).toMatchObject({ width: 1024, height: 576 });
	const painted = host.sandbox.requests.find(({ path, method }) => method === 'POST' && path.includes('FLUX'));
	expect(painted?.json).toMatchObject({ inputs: (parsed as IDataObject).picture });
});

shows('ask-a-table', 'answers questions at its webhook', async () => {
	await host.client.publish(exampleId('ask-a-table'));
	for (const [question, answer] of [
		['How many orders were in Rome?', '30'],
		['What is the total of the orders?', 49],
	]) {
		const response = await host.client.webhook('ask-a-table', { question });
		expect(response.status).toBe(200);
		expect(await response.json()).toMatchObject({
			question,
			answer,
			cells: expect.arrayContaining([expect.any(String)]),
		});
	}
});

describe('nightly-batch', () => {
	shows('nightly-batch', 'reads all reviews, except the empty one in the list of failures', async () => {
		const execution = await host.runExample('nightly-batch', 'Every Night');
		const [report] = jsonOf(execution, 'Report');
		expect(report).toMatchObject({ read: 3, glad: 1, angry: 1 });
		const reviews = report?.reviews as IDataObject[];
		expect(reviews.map(({ id, mood, provider }) => [id, mood, provider])).toEqual([
			[1, 'glad', 'cerebras'],
			[2, 'angry', 'cerebras'],
			[4, expect.any(String), 'cerebras'],
		]);
		const list = (await host.fileOf(outputOf(execution, 'Failed Reviews')[0])).toString('utf8');
		expect(list).toMatch(/3,invalidInput,'Prompt' is empty/);
	});

	shows('nightly-batch', 'fails over to the next provider if one is overloaded', async () => {
		host.sandbox.respond(({ json }, response) => {
			const isFirst = JSON.stringify(json ?? '').includes('cerebras');
			if (isFirst)
				response
					.writeHead(429, { 'content-type': 'application/json', 'retry-after': '0' })
					.end('{"error":"overloaded"}');
			return isFirst;
		});
		const execution = await host.runExample('nightly-batch', 'Every Night');
		const reviews = jsonOf(execution, 'Report')[0]?.reviews as IDataObject[];
		expect(reviews.map(({ provider }) => provider)).toEqual(['groq', 'groq', 'groq']);
		expect(jsonOf(execution, 'What Failed')).toHaveLength(1);
	});
});

shows(
	'agent-with-tools',
	"the agent calls the model as its tool, uses the tool's result in its answer, and remembers the talk",
	async () => {
		const judged = await chat('agent-with-tools', 'Please judge the mood of "The parcel is late again, terrible!"');
		expect(judged).toContain('NEGATIVE');
		await chat('agent-with-tools', 'My name is Ada');
		expect(await chat('agent-with-tools', 'What is my name?')).toContain('Ada');
	},
);

shows('chat-with-documents', 'the agent answers from the document that fits the question best', async () => {
	await host.runExample('chat-with-documents');
	host.sandbox.requests.length = 0;
	const answer = await chat('chat-with-documents', 'Use search_help_center for "how can I return a product"');
	expect(answer).toContain('within 30 days');
	expect(host.modelCalls('ms-marco')).toHaveLength(1);
});

/** The agent's answer to a message in an example's chat. */
async function chat(name: string, chatInput: string): Promise<unknown> {
	const item = { json: { sessionId: 'one', action: 'sendMessage', chatInput } };
	const execution = await host.client.run(exampleId(name), 'When chat message received', 60_000, [item]);
	expect(execution.data.resultData.error).toBeUndefined();
	return jsonOf(execution, 'AI Agent')[0]?.output;
}

(CHROMIUM === undefined ? describe.skip : describe)('in the editor', () => {
	let editor: Editor;

	beforeAll(async () => {
		editor = await Editor.open(host.url, CHROMIUM ?? '', EXAMPLES_FOLDER);
	}, START_TIMEOUT_MS);

	afterAll(async () => await editor?.close());

	test.each(exampleNames)('pasting the file of %s puts the whole workflow onto the canvas', async (name) => {
		const shipped = shippedExample(name);
		await editor.newWorkflow();
		await editor.paste(JSON.stringify(shipped));
		await editor.fitCanvas();
		await editor
			.nodes()
			.nth(shipped.nodes.length - 1)
			.waitFor({ state: 'attached' });
		expect(await editor.nodes().count()).toBe(shipped.nodes.length);
	});

	describe('for the docs', () => {
		const update = UPDATES_DOCS ? test : test.skip;

		update.each(exampleNames)('%s has its picture taken', async (name) => {
			await editor.openWorkflow(exampleId(name));
			await editor.keepCanvas(pictureOf(name));
		});

		update('the examples that passed are noted with the day and the version of n8n', async () => {
			const { versionCli } = await host.client.rest<{ versionCli: string }>('GET', '/rest/settings');
			const names = [...passed].filter((name) => !failed.has(name));
			noteRuns(names, { date: new Date().toISOString().slice(0, 10), n8n: versionCli });
			expect(names.sort()).toEqual(exampleNames);
		});
	});
});
