import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	DEMO_ID,
	demoFiles,
	demoWorkflow,
	linesOf,
	nodeName,
	PICTURE_PAGE,
	START,
	startServers,
	type DemoServers,
} from '../../tools/demo/demo';
import { outputOf, type Execution } from '../../tools/host/client';
import { startN8n, type N8nServer } from '../../tools/host/serve';
import { CHROMIUM, Editor } from './editor';
import { installed } from './host';

/** n8n, real models and a browser start in turn. */
const PATIENCE_MS = 600_000;
const RUN_MS = 240_000;
/** Photos make large pictures, and the README wants small ones. */
const SMALL_WINDOW = { width: 1200, height: 700 };

// n8n pushes the end of a run to the editor and does not repeat it: an editor that missed it waits forever.
jest.retryTimes(2, { logErrorsBeforeRetry: true, retryImmediately: true });

let servers: DemoServers;
let n8n: N8nServer;
let demo: Execution;

beforeAll(async () => {
	servers = await startServers('');
	n8n = await startN8n({
		...installed(),
		credentials: servers.credentials,
		files: demoFiles(),
		workflows: (files) => [demoWorkflow(files, servers.parts)],
	});
	demo = await n8n.client.run(DEMO_ID, START, RUN_MS);
}, PATIENCE_MS);

afterAll(async () => {
	await n8n?.stop();
	await servers?.close();
});

test('the whole demo succeeds', () => {
	expect(demo.data.resultData.error).toBeUndefined();
	expect(demo.status).toBe('success');
});

test('at least six of its steps are real, and what is played says so', () => {
	const real = servers.parts.filter(({ player }) => player.isReal);
	expect(real.length).toBeGreaterThanOrEqual(6);
	expect(servers.leftOut).toEqual([]);
	const lines = linesOf(demo, servers.parts);
	expect(lines.join('\n')).not.toMatch(/failed|did not run/);
	expect(lines.filter((line) => line.includes('[real: '))).toHaveLength(real.length);
	expect(lines.filter((line) => line.includes('[played: '))).toHaveLength(servers.parts.length - real.length);
});

test('the mails are sorted by topic', () => {
	const part = servers.parts.find(({ step }) => step.name === 'Find Topic');
	if (part === undefined) throw new Error('there is no such step');
	expect(outputOf(demo, nodeName(part)).map(({ json }) => json.label)).toEqual([
		'billing and payments',
		'delivery and shipping',
		'sign-in and password',
		'praise and thanks',
		'broken product',
	]);
});

(CHROMIUM === undefined ? test.skip : test)(
	'the editor shows the photo with its boxes',
	async () => {
		const pictures = process.env.E2E_PICTURES ?? mkdtempSync(join(tmpdir(), 'demo-pictures-'));
		const editor = await Editor.open(n8n.url, CHROMIUM ?? '', pictures);
		try {
			await editor.openWorkflow(DEMO_ID);
			await editor.keep('demo-canvas');
			await editor.node(PICTURE_PAGE).dblclick();
			await editor.id('ndv').waitFor();
			await editor.panel.execute();
			const page = editor.id('output-panel').locator('iframe');
			await page.waitFor();
			await editor.page.setViewportSize(SMALL_WINDOW);
			await editor.settle();
			await widenOutput(editor);
			await editor.keep('demo-boxes', 'docs');
			expect(await page.getAttribute('srcdoc')).toContain('data:image/svg+xml;base64,');
		} finally {
			await editor.close();
		}
	},
	RUN_MS,
);

/** Moves the middle of the open node to the left, so that its output has most of the room. */
async function widenOutput(editor: Editor): Promise<void> {
	const { page } = editor;
	const handle = await editor.id('panel-drag-button').boundingBox();
	if (handle === null) return;
	const middle = { x: handle.x + handle.width / 2, y: handle.y + handle.height / 2 };
	await page.mouse.move(middle.x, middle.y);
	await page.mouse.down();
	await page.mouse.move(middle.x - 260, middle.y, { steps: 10 });
	await page.mouse.up();
}
