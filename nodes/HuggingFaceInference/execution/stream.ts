import { eventsOf, type ServerAnswer } from '../../shared/client/response';
import type { Task } from '../../shared/tasks/task';
import type { CallRequest } from '../../shared/inference/call';
import type { Job } from './job';

/** Passes the text of an answer on, piece by piece. */
export interface TextStream {
	readonly begin: () => void;
	readonly text: (text: string) => void;
	readonly end: () => Promise<void>;
}

/** The way on which n8n passes an answer on while it comes, where the workflow streams its response. */
export function streamOf(
	{ context, task, masking }: Job,
	{ settings, items, onBilled }: CallRequest,
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
		text: (text) => {
			onBilled?.();
			pass(pieces.next(text));
		},
		end: async () => {
			pass(pieces.end());
			send('end');
			await sent;
		},
	};
}

/** Puts a streamed answer together, passing its text on as it comes. */
export async function joined(
	task: Task,
	answer: ServerAnswer,
	isStream: boolean,
	stream: TextStream | undefined,
): Promise<ServerAnswer> {
	const { join } = task.answer;
	const events = eventsOf(answer, isStream);
	if (join === undefined || events === undefined) return answer;
	stream?.begin();
	const value = await join(events, stream?.text);
	await stream?.end();
	return { kind: 'json', value };
}
