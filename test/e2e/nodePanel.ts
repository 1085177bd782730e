import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

/** A visible field of the node panel. */
export interface PanelField {
	name: string;
	/** Lower edge, in pixels from the top of the window. */
	bottom: number;
}

/** The panel of the editor's open node: its credential, fields and output. */
export class NodePanel {
	constructor(private readonly editor: Editor) {}

	/** Creates a credential for the open node. The dialog closes itself after a passed test. */
	async createCredential(values: Record<string, string>): Promise<void> {
		await this.editor.id('node-credentials-select').click();
		await this.editor.page.getByText('Create new credential').click();
		for (const [name, value] of Object.entries(values)) await this.credentialField(name).fill(value);
		await this.saveCredential();
	}

	async saveCredential(): Promise<void> {
		await this.editor.id('credential-save-button').click();
	}

	async closeCredential(): Promise<void> {
		await this.editor.page.locator('.el-dialog__headerbtn:visible').last().click();
	}

	credentialField(name: string): Locator {
		return this.editor.id('editCredential-modal').getByTestId(`parameter-input-${name}`).locator('input').first();
	}

	/** Types into the search of the Model list, and returns the results. */
	async searchModels(words: string): Promise<string[]> {
		if (!(await this.editor.id('rlc-search').isVisible())) await this.editor.id('rlc-input').click();
		await this.editor.id('rlc-search').fill('');
		await this.editor.id('rlc-search').pressSequentially(words, { delay: 60 });
		// The list loads some moments after the last key.
		await this.editor.page.waitForTimeout(1_500);
		return await this.editor.id('rlc-item').allInnerTexts();
	}

	/** Writes a text into a field of the panel. */
	async write(field: string, text: string): Promise<void> {
		await this.field(field).locator('textarea').fill(text);
	}

	/**
	 * Runs the open node, and returns its output.
	 * @throws Error with the editor's text, if the node was not executed
	 */
	async execute(): Promise<string> {
		await this.editor.id('node-execute-button').click();
		await this.editor.page
			.getByText('Node executed successfully')
			.waitFor()
			.catch(async (error: unknown) => {
				await this.editor.keep('not-executed');
				const notes = await this.editor.page.locator('.el-notification').allInnerTexts();
				const said = JSON.stringify({ notes, output: await this.editor.id('output-panel').innerText() });
				throw new Error(`The editor does not say that the node was executed, but ${said}`, { cause: error });
			});
		await this.editor.settle();
		return await this.editor.id('output-panel').innerText();
	}

	/** Sends a message in the workflow's chat, and returns the text of the chat after the answer. */
	async chat(message: string): Promise<string> {
		await this.editor.id('workflow-chat-button').click();
		await this.editor.id('chat-input').fill(message);
		await this.editor.page.keyboard.press('Enter');
		await this.editor
			.id('logs-overview-status')
			.getByText(/success/i)
			.waitFor({ timeout: 60_000 });
		await this.editor.settle();
		return await this.editor.id('canvas-chat').innerText();
	}

	/** The output in one of n8n's views. */
	async outputAs(view: 'schema' | 'table' | 'json'): Promise<string> {
		await this.editor.id('output-panel').getByTestId(`radio-button-${view}`).click();
		await this.editor.settle();
		return await this.editor.id('output-panel').innerText();
	}

	/** Shows the open output's file in the editor's preview. */
	async previewImage(): Promise<Locator> {
		await this.editor.id('output-panel').getByTestId('radio-button-binary').click();
		await this.editor.id('ndv-view-binary-data').click();
		const image = this.editor.id('output-panel').locator('img[src*="/rest/binary-data"]');
		await image.waitFor();
		await image.evaluate(
			async (element) => 'decode' in element && typeof element.decode === 'function' && (await element.decode()),
		);
		return image;
	}

	/** The visible fields of the panel, from top to bottom. */
	async fields(): Promise<PanelField[]> {
		const prefix = 'parameter-input-';
		const fields = await this.editor.id('node-parameters').first().locator(`[data-test-id^="${prefix}"]:visible`).all();
		const found = await Promise.all(
			fields.map(async (field) => ({ id: await field.getAttribute('data-test-id'), box: await field.boundingBox() })),
		);
		return found
			.map(({ id, box }) => ({ name: (id ?? '').slice(prefix.length), bottom: box === null ? 0 : box.y + box.height }))
			.filter(({ name }) => name !== 'field');
	}

	/** Number of fields marked red, for a missing value or invalid JSON. */
	async redMarks(): Promise<number> {
		const panel = this.editor.id('node-parameters').first();
		return (
			(await panel.getByTestId('parameter-issues').count()) + (await panel.locator('.cm-lint-marker-error').count())
		);
	}

	field(name: string): Locator {
		return this.editor.id('ndv').getByTestId(`parameter-input-${name}`);
	}
}
