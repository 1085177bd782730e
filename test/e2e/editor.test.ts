import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Field } from '../../nodes/shared/fields/field';
import { findTask, tasks } from '../../nodes/shared/tasks';
import type { Task } from '../../nodes/shared/tasks/task';
import { say } from '../../tools/host/progress';
import { freshWorkflow } from './domains';
import { CHROMIUM, Editor } from './editor';
import { example, exampleId } from './examples';
import { START_TIMEOUT_MS, startHost, type Host } from './host';

const NODE = 'Hugging Face Inference';
const FRESH = 'editorFreshNodes';
const AGENT_WORKFLOW = exampleId('agent-with-tools');
const SEARCHES = ['whisper', 'sentiment', 'ocr', 'transcribe', 'embeddings'];

/** The last fields, in order. The task's inputs are between the model and them. */
const LAST_FIELDS = ['provider', 'simplify', 'binaryPropertyOutput'];
/** A panel with two jobs may have more fields: a conversation, or any request. */
const MOST_FIELDS = 8;
/** Tasks with a file and a prompt as input, and a file as output. */
const FILE_AND_PROMPT = ['image-to-image', 'image-to-video', 'image-text-to-image', 'image-text-to-video'];
const MOST_FIELDS_OF: Readonly<Record<string, number>> = {
	'chat-completion': 10,
	'custom-request': 9,
	...Object.fromEntries(FILE_AND_PROMPT.map((id) => [id, 9])),
};
const WINDOW_HEIGHT = 900;

// n8n pushes the end of a run to the editor only once. An editor that missed it waits forever.
jest.retryTimes(2, { logErrorsBeforeRetry: true, retryImmediately: true });

/** A task's name as the canvas shows it, made from the task's ID. */
const subtitleOf = (name: string): string => name.replace(/ \(.*\)$/, '').replaceAll('-', ' ');

/** One task for each kind of panel, with its fields and files. */
const panels = [
	...new Map(tasks.map((task) => [panelKind(task), task]).reverse() as Array<[string, Task]>).values(),
].reverse();

function panelKind({ inputs, answer, route }: Task): string {
	return JSON.stringify([
		inputs.map(({ kind, shownWhen }) => [kind, shownWhen]),
		answer.media !== undefined,
		route === 'raw',
	]);
}

/** Whether a field is initially empty and required. */
function mustBeFilled({ kind, required }: Field): boolean {
	return required === true && ['text', 'list', 'table'].includes(kind);
}

function actionOf(id: string): string {
	const task = findTask(id);
	if (task === undefined) throw new Error(`The catalogue has no ${id}`);
	return task.action;
}

if (CHROMIUM === undefined) {
	say(
		'Skipping the tests of the editor: no Chromium here. Install it (apt-get install chromium), or name one by CHROMIUM.',
	);
}

(CHROMIUM === undefined ? describe.skip : describe)('in the editor', () => {
	let host: Host;
	let editor: Editor;

	beforeAll(async () => {
		const pictures = process.env.E2E_PICTURES ?? mkdtempSync(join(tmpdir(), 'editor-pictures-'));
		say(`Screenshots of the editor go to ${pictures}`);
		host = await startHost({}, () => [freshWorkflow(FRESH, panels), example('agent-with-tools')]);
		editor = await Editor.open(host.url, CHROMIUM ?? '', pictures);
	}, START_TIMEOUT_MS);

	afterAll(async () => {
		await editor?.close();
		await host?.stop();
	});

	afterEach(() => host.sandbox.reset());

	describe('the node search', () => {
		beforeAll(async () => await editor.newWorkflow());

		test("finds the node by its name, with its difference from n8n's own", async () => {
			const hits = await editor.search('hugging face inference');
			await editor.keep('search', 'docs');
			expect(hits).toContainEqual(expect.stringMatching(new RegExp(`^${NODE}\\n+Run ${tasks.length} AI tasks`)));
		});

		test.each(SEARCHES)('finds the node by "%s"', async (words) => {
			expect(await editor.search(words)).toContainEqual(expect.stringMatching(new RegExp(`^${NODE}\\n`)));
		});

		test('lists every task as an action', async () => {
			const actions = await editor.actionsOf(NODE);
			expect(actions).toEqual(expect.arrayContaining(tasks.map(({ action }) => action)));
			await expect(editor.page.getByText(`Actions (${tasks.length})`).isVisible()).resolves.toBe(true);
		});
	});

	describe.each(['light', 'dark'] as const)('on the %s theme, from an empty canvas to answers', (theme) => {
		const action = actionOf('text-classification');
		const model = 'distilbert/distilbert-base-uncased-finetuned-sst-2-english';
		const keep = async (name: string): Promise<void> =>
			await editor.keep(theme === 'light' ? name : `${name}-dark`, 'docs');

		beforeAll(async () => {
			await editor.useTheme(theme);
			await editor.newWorkflow();
		});

		test('the search finds the node and its actions, and an action adds the node', async () => {
			expect(await editor.page.locator('body').getAttribute('data-theme')).toBe(theme);
			await editor.actionsOf(NODE);
			await editor.keep(`actions-${theme}`);
			await editor.hit(action).click();
			await editor.panel.field('operation').waitFor();
			expect(await editor.panel.field('operation').locator('input').inputValue()).toBe('Text Classification');
		});

		test('a credential with a wrong token fails, with our message', async () => {
			await editor.panel.createCredential({
				accessToken: 'hf_invalid',
				hubUrl: host.sandbox.url,
				routerUrl: host.sandbox.url,
			});
			await editor.page.getByText('More details').click();
			await editor.page.getByText('The access token is not valid').waitFor();
			await editor.keep(`credential-refused-${theme}`);
		});

		test('with the right token its test passes', async () => {
			host.sandbox.requests.length = 0;
			await editor.panel.credentialField('accessToken').fill('hf_sandbox');
			await editor.panel.saveCredential();
			await editor.id('editCredential-modal').waitFor({ state: 'hidden' });
			expect(host.sandbox.requests).toContainEqual(
				expect.objectContaining({
					path: '/api/whoami-v2',
					headers: expect.objectContaining({ authorization: 'Bearer hf_sandbox' }),
				}),
			);
			expect(await editor.id('node-credentials-select').locator('input').inputValue()).toMatch(
				/^Hugging Face Inference account/,
			);
			await editor.id('credential-edit-button').click();
			await editor.page.getByText('Connection tested successfully').waitFor();
			await keep('credential');
			await editor.panel.closeCredential();
			await editor.id('editCredential-modal').waitFor({ state: 'hidden' });
		});

		test('the Model list searches the Hub while typing', async () => {
			const all = await editor.panel.searchModels('');
			const found = await editor.panel.searchModels('distil');
			await editor.keep(`models-long-${theme}`);
			expect(all.length).toBeGreaterThan(found.length);
			expect(found).toEqual([expect.stringMatching(new RegExp(`^${model} \\(\\S+ ↓, \\S+ ♥, ready\\)$`))]);
			await editor.id('rlc-item').first().click();
		});

		test('it answers', async () => {
			await editor.panel.write('text', 'I love it, great');
			await editor.panel.execute();
			const output = await editor.panel.outputAs('table');
			await keep('answer');
			expect(output).toMatch(/label\s+score\s+predictions\s+POSITIVE/);
		});

		test('on the canvas, it shows its action and its model', async () => {
			await editor.closeNode();
			await editor.keep(`canvas-${theme}`);
			const words = await editor.node(action).innerText();
			expect(words).toContain(action);
			expect(words).toContain(model);
			expect(await editor.node(action).locator('img').first().getAttribute('src')).toContain(
				theme === 'dark' ? 'huggingFace.dark.svg' : 'huggingFace.svg',
			);
		});

		test('a newly added node needs only a prompt, and shows its picture', async () => {
			await editor.newWorkflow();
			await editor.addAction(NODE, actionOf('text-to-image'));
			expect((await editor.panel.searchModels('flux')).length).toBeGreaterThan(2);
			await keep('models');
			await editor.id('tab-params').click();
			await editor.panel.write('prompt', 'a red fox in the snow');
			const output = await editor.panel.execute();
			expect(output).toContain('No model was chosen: the recommended model');
			const image = await editor.panel.previewImage();
			await keep('image');
			expect(await image.evaluate((element) => 'naturalWidth' in element && element.naturalWidth)).toBe(512);
		});

		test('a newly added chat needs only a prompt', async () => {
			await editor.newWorkflow();
			await editor.addAction(NODE, actionOf('chat-completion'));
			await editor.panel.write('prompt', 'Say hello to the reader');
			expect(await editor.panel.execute()).toContain('sandbox, not a model');
			await editor.keep(`chat-${theme}`);
		});
	});

	test('while the Hub is offline, the Model list says so with an alternative', async () => {
		await editor.useTheme('light');
		await editor.newWorkflow();
		await editor.addAction(NODE, actionOf('summarization'));
		host.sandbox.respond(({ path }, response) => {
			if (path.startsWith('/api/models?')) response.destroy();
			return path.startsWith('/api/models?');
		});
		await editor.id('rlc-input').click();
		await editor.page.getByText('Hub not reached').waitFor();
		await editor.keep('models-offline');
		expect(await editor.id('rlc-item').allInnerTexts()).toEqual(["Hub not reached: choose 'By ID' and type a name"]);
		// Selecting it has no effect.
		await editor.id('rlc-item').first().click();
		host.sandbox.reset();
		await editor.panel.write('text', 'The tower is 324 metres tall. It stands in Paris.');
		expect(await editor.panel.execute()).toContain('No model was chosen: the recommended model');
		await editor.keep('models-offline-chosen');
		await editor.closeNode();
	});

	test('as a tool, it asks for inputs an agent can provide', async () => {
		await editor.openWorkflow(AGENT_WORKFLOW);
		await editor.openNode('Look at Picture');
		await editor.keep('tool', 'docs');
		const names = (await editor.panel.fields()).map(({ name }) => name);
		expect(names).toEqual(
			expect.arrayContaining(['descriptionType', 'operation', 'model', 'inputSource', 'toolOutput']),
		);
		expect(await editor.panel.field('inputSource').locator('input').inputValue()).toBe('URL');
		await expect(editor.id('ndv').getByText('Defined automatically by the model').isVisible()).resolves.toBe(true);
		expect(await editor.panel.redMarks()).toBe(0);
		await editor.closeNode();
	});

	describe('a newly added node', () => {
		beforeAll(async () => await editor.openWorkflow(FRESH));
		// An open panel would hide the canvas from the next test.
		afterEach(async () => await editor.closeNode());

		test.each(panels)('$id has few fields in order, and marks only required ones red', async (task) => {
			await editor.openNode(task.action);
			await editor.keep(`panel-${task.id}`);
			const fields = await editor.panel.fields();
			const names = fields.map(({ name }) => name);
			const places = names.slice(3).map((name) => LAST_FIELDS.indexOf(name));
			expect(names.slice(0, 3)).toEqual(['authentication', 'operation', 'model']);
			expect(places).toEqual([...places].sort((a, b) => a - b));
			expect(names.length).toBeLessThanOrEqual(MOST_FIELDS_OF[task.id] ?? MOST_FIELDS);
			expect(fields[3]?.bottom).toBeLessThan(WINDOW_HEIGHT);
			expect(await editor.panel.redMarks()).toBe(
				task.inputs.filter((field) => mustBeFilled(field) && names.includes(field.name)).length,
			);
			expect(await editor.id('rlc-input').getAttribute('placeholder')).toMatch(/model/i);
			expect(await editor.panel.field('operation').locator('input').inputValue()).toBe(task.name);
			await editor.closeNode();
			expect(await editor.node(task.action).innerText()).toContain(subtitleOf(task.name));
		});
	});
});
