import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';
import { OWNER } from '../../tools/host/client';
import { NodePanel } from './nodePanel';

/** Where systems put Chromium and Chrome; CHROMIUM names another one. */
const PROGRAMS = [
	process.env.CHROMIUM ?? '',
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
];
const ACTION_TIMEOUT_MS = 15_000;
/** Pixels around the nodes in a picture of a canvas. */
const MARGIN = 24;

/** Whether pictures and dates of the docs are written; else a run leaves the tree as it is. */
export const UPDATES_DOCS = (process.env.UPDATE_DOCS ?? '') !== '';

const DOCS_PICTURES = resolve(__dirname, '../../docs/images');

/** The browser that is installed here. */
export const CHROMIUM = PROGRAMS.find((path) => path !== '' && existsSync(path));

/** n8n's editor in a browser. */
export class Editor {
	/** The panel of the node that is open. */
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

	/** Pastes text, as the clipboard gives it; a workflow's JSON is put onto the canvas. */
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

	/** Takes hold with the next page that is opened. */
	async useTheme(theme: 'light' | 'dark'): Promise<void> {
		await this.page.evaluate(`localStorage.setItem('N8N_THEME', '${theme}')`);
	}

	/** What the node search finds, best first, each with its name in the first line. */
	async search(words: string): Promise<string[]> {
		if (!(await this.id('node-creator-search-bar').isVisible())) await this.id('node-creator-plus-button').click();
		await this.id('node-creator-search-bar').fill(words);
		await this.settle();
		return await this.id('item-iterator-item').allInnerTexts();
	}

	/** The actions of a node that the search finds. */
	async actionsOf(nodeName: string): Promise<string[]> {
		await this.search(nodeName);
		await this.hit(nodeName).click();
		await this.settle();
		return await this.id('item-iterator-item').allInnerTexts();
	}

	/** Puts a node on an empty canvas by one of its actions, which opens it; n8n adds the trigger. */
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

	/** Closes the node that is open, where one is. */
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

	/** Keeps a picture of what is to be seen, for people to look at; under `docs`, where the docs are updated, for the README too. */
	async keep(name: string, use: 'look' | 'docs' = 'look'): Promise<void> {
		// n8n's own notes cover what is to be seen.
		await this.page.addStyleTag({ content: '.el-notification { opacity: 0 !important; }' });
		await this.settle();
		await this.page.screenshot({ path: join(this.pictures, `${name}.png`) });
		if (use === 'docs' && UPDATES_DOCS) await this.page.screenshot({ path: join(DOCS_PICTURES, `${name}.png`) });
	}

	/** Brings the whole workflow into sight: n8n draws no nodes that are out of it. */
	async fitCanvas(): Promise<void> {
		await this.page.setViewportSize({ width: 2_000, height: 1_200 });
		await this.settle();
		await this.id('canvas-wrapper').click({ position: { x: 5, y: 5 } });
		await this.page.keyboard.press('1');
		await this.settle();
	}

	/** A picture of the whole workflow that is open, and of nothing else. */
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

	/** Lists and panels are filled in a moment after they appear, and n8n gives no sign of it. */
	async settle(): Promise<void> {
		await this.page.waitForTimeout(600);
	}

	private async signIn(): Promise<void> {
		await this.page.goto(`${this.url}/signin`, { waitUntil: 'domcontentloaded' });
		await this.page.locator('input[name="emailOrLdapLoginId"]').fill(OWNER.email);
		await this.page.locator('input[name="password"]').fill(OWNER.password);
		await this.id('form-submit-button').click();
		// Where n8n goes then varies.
		await this.page.waitForURL(({ pathname }) => !pathname.startsWith('/signin'), { waitUntil: 'commit' });
	}
}
