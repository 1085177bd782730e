import { type Answer, type Question } from './answer';

/** Says back what was posted: a request of the user's own making has no answer of its own. */
export function any(question: Question): Answer {
	const { method, contentType, size, root } = question;
	const isJson = contentType.startsWith('application/json');
	return { json: { method, contentType, size, ...(isJson ? { json: root } : {}) } };
}
