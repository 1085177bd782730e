import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ai from './aiSteps';
import { agent, start, store, workflow } from './aiSteps';
import { CHROMIUM, Editor } from './editor';
import { START_TIMEOUT_MS, startHost, type Host } from './host';

const IDS = { agent: 'editAgent0000001', store: 'editStore0000001' };
const SEARCH = { mode: 'load', prompt: '={{ $json.chatInput }}', useReranker: true };

let host: Host;
let editor: Editor;

(CHROMIUM === undefined ? describe.skip : describe)('in the editor', () => {
	beforeAll(async () => {
		host = await startHost({}, () => [
			workflow(IDS.agent, { ...agent(), position: [300, 0] }, [start(IDS.agent)]),
			workflow(IDS.store, { ...store(SEARCH), position: [300, 0] }, [start(IDS.store)]),
		]);
		editor = await Editor.open(host.url, CHROMIUM ?? '', mkdtempSync(join(tmpdir(), 'sub-nodes-')));
	}, 2 * START_TIMEOUT_MS);

	afterAll(async () => {
		await editor?.close();
		await host?.stop();
	});

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
			await editor.keep(`added-${kind}`);
			expect((await editor.panel.fields()).map((field) => field.name)).toContain('model');
			await editor.closeNode();
			expect(await editor.node(name).count()).toBe(1);
			expect(await editor.edges().count()).toBe(before + 1);
		},
		START_TIMEOUT_MS,
	);
});
