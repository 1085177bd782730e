import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTask } from '../../nodes/shared/tasks';
import { say } from '../../tools/host/progress';
import { freshWorkflow } from './domains';
import { CHROMIUM, Editor } from './editor';
import { START_TIMEOUT_MS, startHost, type Host } from './host';

const FRESH = 'editorChatCosts';
const chat = findTask('chat-completion');
if (chat === undefined) throw new Error('The catalogue has no chat');

// n8n pushes the end of a run to the editor only once. An editor that missed it waits forever.
jest.retryTimes(2, { logErrorsBeforeRetry: true, retryImmediately: true });

if (CHROMIUM === undefined) say('Skipping the tests of costs in the editor: no Chromium here.');

(CHROMIUM === undefined ? describe.skip : describe)('in the editor', () => {
	let host: Host;
	let editor: Editor;

	beforeAll(async () => {
		const pictures = process.env.E2E_PICTURES ?? mkdtempSync(join(tmpdir(), 'cost-pictures-'));
		say(`Screenshots of costs go to ${pictures}`);
		host = await startHost({}, () => [freshWorkflow(FRESH, [chat])]);
		editor = await Editor.open(host.url, CHROMIUM ?? '', pictures);
	}, START_TIMEOUT_MS);

	afterAll(async () => {
		await editor?.close();
		await host?.stop();
	});

	test.each(['light', 'dark'] as const)(
		'a chat model is chosen by its price, and the run tells its cost: %s',
		async (theme) => {
			const keep = async (name: string): Promise<void> =>
				await editor.keep(theme === 'light' ? name : `${name}-dark`, 'docs');
			await editor.useTheme(theme);
			await editor.openWorkflow(FRESH);
			await editor.openNode(chat.action);
			const rows = await editor.panel.searchModels('sandbox/chat-');
			await keep('costs-models');
			expect(rows).toContain('sandbox/chat-priced · $0.50 / $0.79 per M · 128K · tools · JSON');
			expect(rows).toContain('sandbox/chat-vision · $0.10 / $0.30 per M · 32K · tools · JSON · images');
			await editor.panel.searchModels('chat-priced');
			// The list may still show the rows of the search before.
			await editor.id('rlc-item').filter({ hasText: 'chat-priced' }).first().click();
			await editor.panel.write('prompt', 'Say hello to the reader');
			expect(await editor.panel.execute()).toMatch(/About \$0\.0+\d\d for 1 item \(groq\)/);
			await keep('costs-answer');
			await editor.closeNode();
		},
	);
});
