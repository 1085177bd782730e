import { fieldsOf } from '../../sandbox/values';
import { outputOf } from '../../tools/host/client';
import * as ai from '../e2e/aiSteps';
import { failureOf, model, start, step, store, workflow } from '../e2e/aiSteps';
import { START_TIMEOUT_MS, startHost, type Host } from '../e2e/host';

/** An agent of n8n 1 and of early n8n 2. */
const AGENT = step(ai.AGENT, `${ai.LANGCHAIN}.agent`, 2.2, { options: {} });
const IDS = { insert: 'subNodeInsert001', load: 'subNodeLoad00001', agent: 'subNodeAgent0001' };
/** The first n8n with the SDK for AI nodes. */
const FIRST_WITH_SDK = [2, 16] as const;

let host: Host;
let hasSdk: boolean;

beforeAll(async () => {
	host = await startHost({}, (_files, sandbox) => {
		const embeddings = ai.embeddings(`${sandbox}/tei/embeddings`);
		const reranker = ai.reranker(`${sandbox}/tei/reranker`);
		const search = { mode: 'load', prompt: '={{ $json.chatInput }}', topK: 3, useReranker: true };
		return [
			workflow(IDS.insert, store({ mode: 'insert' }), [start(IDS.insert), embeddings, ai.LOADER]),
			workflow(IDS.load, store(search), [start(IDS.load), embeddings, reranker]),
			workflow(IDS.agent, AGENT, [start(IDS.agent), model(), ...ai.TOOLS]),
		];
	});
	const { versionCli } = await host.client.rest<{ versionCli: string }>('GET', '/rest/settings');
	const [major = 0, minor = 0] = versionCli.split('.').map(Number);
	hasSdk = major > FIRST_WITH_SDK[0] || (major === FIRST_WITH_SDK[0] && minor >= FIRST_WITH_SDK[1]);
}, START_TIMEOUT_MS);

afterAll(async () => await host?.stop());

test('embeddings store documents, and the reranker orders those found', async () => {
	const texts = ['The harbour is closed.', 'You return a product within 30 days.', 'Lamps are blue.'];
	const stored = await host.client.run(
		IDS.insert,
		ai.START,
		60_000,
		texts.map((text) => ({ json: { text } })),
	);
	expect(failureOf(stored)).toBeUndefined();
	const found = await ai.ask(host, IDS.load, 'How do I return a product?');
	expect(failureOf(found)).toBeUndefined();
	const documents = outputOf(found, ai.STORE).map(({ json }) => fieldsOf(fieldsOf(json).document));
	expect(documents.map(({ pageContent }) => pageContent)[0]).toBe(texts[1]);
	expect(documents).toHaveLength(2);
});

test('chat model of an agent, or an error that names the n8n that it needs', async () => {
	const execution = await ai.ask(host, IDS.agent, 'Judge mood of "what a terrible lamp"');
	if (hasSdk) {
		expect(failureOf(execution)).toBeUndefined();
		expect(ai.said(execution)).toContain('NEGATIVE');
	} else {
		const told = JSON.stringify(failureOf(execution));
		expect(told).toContain('Hugging Face Chat Model needs n8n 2.16 or newer');
		expect(told).toContain('Update n8n');
	}
});
