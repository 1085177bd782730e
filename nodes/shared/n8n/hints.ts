import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import type { Masking } from './masking';

/** Sentences about a run as a whole, each said once with the number of items that it is about. */
export class Hints {
	private readonly said = new Map<string, Set<number>>();

	constructor(
		private readonly context: Pick<IExecuteFunctions, 'addExecutionHints'>,
		private readonly masking: Masking,
	) {}

	/**
	 * @param message with `{items}` in place of the number of items
	 * @param items each counts once, however often it is named
	 */
	add(message: string, items: readonly number[]): void {
		const about = this.said.get(message) ?? new Set();
		for (const item of items) about.add(item);
		this.said.set(message, about);
	}

	/** Shows the collected sentences beside the output. */
	show(): void {
		const hints = [...this.said].map(([message, { size }]): NodeExecutionHint => ({
			message: this.masking.text(message.replace('{items}', size === 1 ? '1 item' : `${size} items`)),
			location: 'outputPane',
			type: 'info',
		}));
		this.said.clear();
		// Older versions of n8n show none.
		if (hints.length > 0) this.context.addExecutionHints?.(...hints);
	}
}
