import { fieldsOf, listOf, textOf } from '../values';
import { refuse, type Answer, type Question } from './answer';
import { replyTo } from './replies';

/** The older dialogue payload: what was said before comes back with the new turn. */
export function conversation(question: Question): Answer {
	const { text, past_user_inputs: past, generated_responses: given } = fieldsOf(question.inputs);
	if (typeof text !== 'string') refuse('text is a required property of inputs');
	const reply = replyTo(textOf(text));
	return {
		json: {
			generated_text: reply,
			conversation: {
				past_user_inputs: [...listOf(past), text],
				generated_responses: [...listOf(given), reply],
			},
			warnings: [],
		},
	};
}
