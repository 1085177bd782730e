import { invalid } from '../refusal';
import { fieldsOf, numberOf } from '../values';
import type { HubTask } from './task';

const MOST_TOKENS = 256;

/** Answers a conversation; with `stream` each piece is passed on as it comes. Gives the whole answer. */
export const chat: HubTask = {
	pipeline: 'text-generation',
	answer: async (pipe, { root = {} }, { streamer, send }) => {
		const messages = messagesIn(root.messages);
		const temperature = numberOf(root.temperature, 0);
		const output = (await pipe(messages, {
			max_new_tokens: numberOf(root.max_tokens ?? root.max_completion_tokens, MOST_TOKENS),
			...(temperature > 0 ? { do_sample: true, temperature } : { do_sample: false }),
			...(root.stream === true && { streamer: streamer(pipe, send) }),
		})) as Array<{ generated_text: Array<{ content: string }> }>;
		return output[0]?.generated_text.at(-1)?.content ?? '';
	},
};

function messagesIn(value: unknown): Array<{ role: string; content: string }> {
	if (!Array.isArray(value) || value.length === 0) throw invalid('`messages` must be a list of messages');
	return value.map((entry) => {
		const { role, content } = fieldsOf(entry);
		if (typeof content !== 'string') throw invalid('This model takes text alone as `content`');
		return { role: String(role), content };
	});
}
