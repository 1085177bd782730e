import { invalidInput } from '../../errors';
import type { Quirks } from './quirks';

/** Groq has no route that continues a text; the official client sends a prompt to its chat route, which refuses it. */
export const groq: Quirks = {
	tasks: {
		'text-generation': {
			before: () => {
				throw invalidInput(
					'Provider groq has no text generation: it answers chats only',
					"Set 'Task' to Chat Completion, or 'Provider' to another one.",
				);
			},
		},
	},
};
