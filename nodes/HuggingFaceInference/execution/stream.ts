import type { Settings } from '../../shared/fields/settings';
import type { TextStream } from '../../shared/inference/request';
import type { Job } from './job';

/** The way on which n8n passes an answer on while it comes, where the workflow streams its response. */
export function streamOf(
	{ context, task, masking }: Job,
	settings: Settings,
	items: readonly number[],
): TextStream | undefined {
	const [itemIndex, ...others] = items;
	// Older versions of n8n stream nothing.
	if (
		task.streaming === undefined ||
		!settings.enableStreaming ||
		itemIndex === undefined ||
		others.length > 0 ||
		context.isStreaming?.() !== true
	)
		return undefined;
	const pieces = masking.pieces();
	let sent = Promise.resolve();
	// In order; who no longer listens does not keep the answer from its item.
	const send = (type: 'begin' | 'item' | 'end', text?: string): void => {
		sent = sent.then(async () => await context.sendChunk(type, itemIndex, text)).catch(() => {});
	};
	const pass = (text: string): void => {
		if (text !== '') send('item', text);
	};
	return {
		begin: () => send('begin'),
		text: (text) => pass(pieces.next(text)),
		end: async () => {
			pass(pieces.end());
			send('end');
			await sent;
		},
	};
}
