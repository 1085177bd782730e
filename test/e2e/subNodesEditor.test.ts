import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowJson } from '../../tools/host/client';
import * as ai from './aiSteps';
import { agent, model, start, store, workflow } from './aiSteps';
import { CHROMIUM, Editor } from './editor';
import { START_TIMEOUT_MS, startHost, type Host } from './host';

const IDS = { agent: 'editAgent0000001', store: 'editStore0000001', talk: 'editTalk00000001' };
const SEARCH = { mode: 'load', prompt: '={{ $json.chatInput }}', useReranker: true };

/** Names of the screenshots in the docs. */
const PICTURES: Readonly<Record<string, string>> = {
	'Hugging Face Chat Model': 'chat-model',
	'Hugging Face Embeddings': 'embeddings',
	'Hugging Face Reranker': 'reranker',
};

/** The same workflow with its sub-nodes in a row below the root node. */
function placed({ nodes, ...others }: WorkflowJson): WorkflowJson {
	const [root, first, ...below] = nodes;
	const row = below.map((node, i) => ({ ...node, position: [200 + i * 180, 220] as [number, number] }));
	return { ...others, nodes: [root, first, ...row].filter((node) => node !== undefined) };
}

let host: Host;
let editor: Editor;

(CHROMIUM === undefined ? describe.skip : describe)('in the editor', () => {
	beforeAll(async () => {
		host = await startHost({}, () => [
			workflow(IDS.agent, { ...agent(), position: [300, 0] }, [start(IDS.agent)]),
			placed(workflow(IDS.talk, { ...agent(), position: [300, 0] }, [start(IDS.talk), model(), ...ai.TOOLS])),
			workflow(IDS.store, { ...store(SEARCH), position: [300, 0] }, [start(IDS.store)]),
		]);
		editor = await Editor.open(host.url, CHROMIUM ?? '', mkdtempSync(join(tmpdir(), 'sub-nodes-')));
	}, 2 * START_TIMEOUT_MS);

	afterAll(async () => {
		await editor?.close();
		await host?.stop();
	});

	test(
		"the agent's log shows the tokens of each call of the chat model",
		async () => {
			await editor.openWorkflow(IDS.talk);
			const reply = await editor.panel.chat('Judge mood of "what a terrible lamp"');
			expect(reply).toContain('NEGATIVE');
			const log = editor.id('logs-overview-body');
			await log.getByText('Model', { exact: true }).last().click();
			await editor.keep('ai-log', 'docs');
			expect(await editor.id('logs-panel').innerText()).toMatch(/\d+ tokens/i);
		},
		START_TIMEOUT_MS,
	);

	test.each([
		[IDS.agent, ai.AGENT, 'ai_languageModel', 'Hugging Face Chat Model'],
		[IDS.store, ai.STORE, 'ai_embedding', 'Hugging Face Embeddings'],
		[IDS.store, ai.STORE, 'ai_reranker', 'Hugging Face Reranker'],
	])(
		'%s: the + of %s for %s finds %s, and connects it',
		async (id, root, kind, name) => {
			await editor.openWorkflow(id);
			await editor.settle();
			const before = await editor.edges().count();
			await editor.addSubNode(root, kind, name);
			await editor.keep(PICTURES[name] ?? name, 'docs');
			expect((await editor.panel.fields()).map((field) => field.name)).toContain('model');
			await editor.closeNode();
			expect(await editor.node(name).count()).toBe(1);
			expect(await editor.edges().count()).toBe(before + 1);
		},
		START_TIMEOUT_MS,
	);
});
