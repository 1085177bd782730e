import { unexpectedResponse } from '../../client/errors';
import type { JsonValue } from '../../client/json';
import { assertNoError } from '../../client/failureInside';
import type { ServerAnswer } from '../../client/response';
import { pageTitle } from '../../client/serverError';

/** The JSON of an answer that must be an object or a list. */
export function jsonOf(answer: ServerAnswer): JsonValue {
	if (answer.kind !== 'json') throw wrongKind(answer);
	assertNoError(answer.value);
	if (typeof answer.value !== 'object' || answer.value === null) {
		throw unexpectedResponse(
			`The server answered with ${JSON.stringify(answer.value).slice(0, 200)}, which is no answer of this task`,
			{ advice: WRONG_TASK, response: answer.value },
		);
	}
	return answer.value;
}

const WRONG_TASK = "Check that 'Task' fits the model, and that the URL in 'Model' is that of the model's own server.";

/** The error for an answer that is no JSON, or no file, where one was expected. */
export function wrongKind(answer: ServerAnswer, expected = 'JSON'): Error {
	if (answer.kind === 'media') answer.body.destroy();
	const what = {
		text: () => `text instead of ${expected}: ${answer.kind === 'text' ? excerpt(answer.text) : ''}`,
		media: () => `a file (${answer.kind === 'media' ? answer.mediaType : ''}) instead of ${expected}`,
		events: () => `a stream of events instead of ${expected}`,
		json: () => `JSON instead of ${expected}`,
	}[answer.kind]();
	return unexpectedResponse(`The server answered with ${what}`, { advice: WRONG_TASK, response: textOf(answer) });
}

/** JSON or text that came; a file is described by the message. */
function textOf(answer: ServerAnswer): JsonValue | undefined {
	if (answer.kind === 'json') return answer.value;
	return answer.kind === 'text' ? answer.text : undefined;
}

function excerpt(text: string): string {
	if (!isPage(text)) return text.slice(0, 200).trim();
	const title = pageTitle(text);
	return `a web page${title === undefined ? '' : ` ("${title}")`}`;
}

export function isPage(text: string): boolean {
	return /^\s*<(!doctype|html)/i.test(text);
}
