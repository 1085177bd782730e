import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';
import { OWNER } from '../../tools/host/client';
import { NodePanel } from './nodePanel';

/** Usual paths of Chromium and Chrome. CHROMIUM overrides them. */
const PROGRAMS = [
	process.env.CHROMIUM ?? '',
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
];
const ACTION_TIMEOUT_MS = 15_000;
/** Pixels around the nodes in a picture of a canvas. */
const MARGIN = 24;

/** Whether to update pictures and dates in the docs. Otherwise a run changes no file. */
export const UPDATES_DOCS = (process.env.UPDATE_DOCS ?? '') !== '';

const DOCS_PICTURES = resolve(__dirname, '../../docs/images');

/** The installed browser. */
export const CHROMIUM = PROGRAMS.find((path) => path !== '' && existsSync(path));

/** n8n's editor in a browser. */
export class Editor {
	/** The panel of the open node. */
	readonly panel = new NodePanel(this);

	private constructor(
		readonly page: Page,
		private readonly url: string,
		private readonly browser: Browser,
		private readonly pictures: string,
	) {}

	/** Opens a browser and signs in; screenshots go to the folder `pictures`. */
	static async open(url: string, program: string, pictures: string): Promise<Editor> {
		selectors.setTestIdAttribute('data-test-id');
		const browser = await chromium.launch({
			executablePath: program,
			args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
		});
		const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
		page.setDefaultTimeout(ACTION_TIMEOUT_MS);
		const editor = new Editor(page, url, browser, pictures);
		await editor.signIn().catch(async (error: unknown) => await browser.close().then(() => Promise.reject(error)));
		return editor;
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	/** An empty canvas. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.id('node-creator-plus-button').waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.id('canvas-node').first().waitFor();
	}

	/** Pastes text from the clipboard. A workflow's JSON lands on the canvas. */
	async paste(text: string): Promise<void> {
		await this.page.evaluate(`(() => {
			const data = new DataTransfer();
			data.setData('text/plain', ${JSON.stringify(text)});
			document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
		})()`);
	}

	/** Nodes and notes on the canvas. */
	nodes(): Locator {
		return this.page.locator('.vue-flow__node');
	}

	/** Takes effect on the next page. */
	async useTheme(theme: 'light' | 'dark'): Promise<void> {
		await this.page.evaluate(`localStorage.setItem('N8N_THEME', '${theme}')`);
	}

	/** Results of the node search, best first, with the name in the first line. */
	async search(words: string): Promise<string[]> {
		if (!(await this.id('node-creator-search-bar').isVisible())) await this.id('node-creator-plus-button').click();
		await this.id('node-creator-search-bar').fill(words);
		await this.settle();
		return await this.id('item-iterator-item').allInnerTexts();
	}

	/** The actions of a node in the search. */
	async actionsOf(nodeName: string): Promise<string[]> {
		await this.search(nodeName);
		await this.hit(nodeName).click();
		await this.settle();
		return await this.id('item-iterator-item').allInnerTexts();
	}

	/** Adds a sub-node by the + below a node on the canvas, e.g. of the kind `ai_languageModel`, and opens it. */
	async addSubNode(rootName: string, kind: string, name: string): Promise<void> {
		const handle = `[data-test-id="canvas-node-input-handle"][data-node-name="${rootName}"]`;
		const plus = this.page.locator(`${handle}[data-connection-type="${kind}"]`).getByTestId('canvas-handle-plus');
		await plus.click();
		await this.id('item-iterator-item').first().waitFor();
		// A short list has no search.
		if (await this.id('node-creator-search-bar').isVisible()) await this.search(name);
		await this.hit(name).click();
		// A community node shows a page about itself before.
		await this.page.getByRole('button', { name: 'Add to workflow' }).click();
		await this.id('ndv').waitFor();
		await this.settle();
	}

	/** Lines between the nodes on the canvas. */
	edges(): Locator {
		return this.page.locator('.vue-flow__edge');
	}

	/** Adds a node to an empty canvas by one of its actions, and opens it. n8n adds the trigger. */
	async addAction(nodeName: string, action: string): Promise<void> {
		await this.actionsOf(nodeName);
		await this.hit(action).click();
		await this.id('ndv').waitFor();
		await this.settle();
	}

	async openNode(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.panel.field('operation').waitFor();
		await this.settle();
	}

	/** Closes the open node, if any. */
	async closeNode(): Promise<void> {
		if (!(await this.id('ndv').isVisible())) return;
		await this.id('ndv-close-button').click();
		await this.id('ndv').waitFor({ state: 'hidden' });
	}

	/** An entry of the node search, by its first line. */
	hit(name: string): Locator {
		return this.id('item-iterator-item').filter({ has: this.page.getByText(name, { exact: true }) });
	}

	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	id(testId: string): Locator {
		return this.page.getByTestId(testId);
	}

	/** Saves a screenshot for people. During an update of the docs, also under `docs` for the README. */
	async keep(name: string, use: 'look' | 'docs' = 'look'): Promise<void> {
		// n8n's own notifications cover the content.
		await this.page.addStyleTag({ content: '.el-notification { opacity: 0 !important; }' });
		await this.settle();
		await this.page.screenshot({ path: join(this.pictures, `${name}.png`) });
		if (use === 'docs' && UPDATES_DOCS) await this.page.screenshot({ path: join(DOCS_PICTURES, `${name}.png`) });
	}

	/** Zooms to the whole workflow, because n8n draws only visible nodes. */
	async fitCanvas(): Promise<void> {
		await this.page.setViewportSize({ width: 2_000, height: 1_200 });
		await this.settle();
		await this.id('canvas-wrapper').click({ position: { x: 5, y: 5 } });
		await this.page.keyboard.press('1');
		await this.settle();
	}

	/** A picture of only the whole open workflow. */
	async keepCanvas(path: string): Promise<void> {
		await this.page.addStyleTag({
			content: '[data-test-id="canvas-wrapper"] button, .vue-flow__minimap { visibility: hidden; }',
		});
		await this.fitCanvas();
		const boxes = await Promise.all((await this.nodes().all()).map(async (node) => await node.boundingBox()));
		const found = boxes.filter((box) => box !== null);
		const [left, top] = [Math.min(...found.map(({ x }) => x)) - MARGIN, Math.min(...found.map(({ y }) => y)) - MARGIN];
		const [right, bottom] = [
			Math.max(...found.map(({ x, width }) => x + width)) + MARGIN,
			Math.max(...found.map(({ y, height }) => y + height)) + MARGIN,
		];
		await this.page.screenshot({ path, clip: { x: left, y: top, width: right - left, height: bottom - top } });
	}

	/** Lists and panels fill some moments after they appear, without any signal. */
	async settle(): Promise<void> {
		await this.page.waitForTimeout(600);
	}

	private async signIn(): Promise<void> {
		await this.page.goto(`${this.url}/signin`, { waitUntil: 'domcontentloaded' });
		await this.page.locator('input[name="emailOrLdapLoginId"]').fill(OWNER.email);
		await this.page.locator('input[name="password"]').fill(OWNER.password);
		await this.id('form-submit-button').click();
		// n8n's next page varies.
		await this.page.waitForURL(({ pathname }) => !pathname.startsWith('/signin'), { waitUntil: 'commit' });
	}
}
