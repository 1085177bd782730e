import { Refusal, type Answer, type Question } from './answer';
import { chatReply, type Reply } from './chatReply';
import { callDeltas, wholeCalls, type ToolForm } from './toolForms';
import { fieldsOf, numberOf, round, textOf, type Fields } from '../values';
import { hash } from '../words';

const CREATED = 1_760_000_000;

function checkMessages(root: Fields): void {
	if (Array.isArray(root.messages) && root.messages.length > 0) return;
	const column = JSON.stringify(root).length;
	const words = `Failed to deserialize the JSON body into the target type: missing field \`messages\` at line 1 column ${column}`;
	throw new Refusal(422, words);
}

function idOf(root: Fields): string {
	return `chatcmpl-${hash(JSON.stringify(root.messages)).toString(16)}`;
}

/** How a program words its answers. */
export interface ChatStyle {
	fingerprint?: string;
	toolForm?: ToolForm;
}

function usageOf({ promptTokens, completionTokens }: Reply): Fields {
	return {
		prompt_tokens: promptTokens,
		completion_tokens: completionTokens,
		total_tokens: promptTokens + completionTokens,
	};
}

function logprobOf(token: string, top: number): Fields {
	const logprob = -round((hash(token) % 200) / 100);
	const others = Array.from({ length: top }, (_, place) => ({
		token: place === 0 ? token : `${token}${place}`,
		logprob: logprob - place,
	}));
	return { token, logprob, top_logprobs: others };
}

function logprobsOf(root: Fields, pieces: readonly string[]): Fields | null {
	if (root.logprobs !== true) return null;
	return { content: pieces.map((piece) => logprobOf(piece, numberOf(root.top_logprobs, 0))) };
}

function choiceOf(root: Fields, reply: Reply, index: number, toolForm?: ToolForm): Fields {
	const { pieces, toolCalls, reasoning, finish } = reply;
	const content = toolCalls.length > 0 ? null : pieces.join('');
	const message = {
		role: 'assistant',
		content,
		...(reasoning === '' ? {} : { reasoning_content: reasoning }),
		...(toolCalls.length > 0 ? { tool_calls: wholeCalls(toolCalls, toolForm) } : {}),
	};
	return { index, message, logprobs: logprobsOf(root, pieces), finish_reason: finish };
}

/** OpenAI's chat completion for a request body. */
export function chatCompletion(root: Fields, { fingerprint = 'sandbox', toolForm }: ChatStyle = {}): Fields {
	checkMessages(root);
	const reply = chatReply(root);
	const count = Math.max(1, numberOf(root.n, 1));
	return {
		id: idOf(root),
		object: 'chat.completion',
		created: CREATED,
		model: textOf(root.model, 'sandbox/chat-completion'),
		system_fingerprint: fingerprint,
		choices: Array.from({ length: count }, (_, index) => choiceOf(root, reply, index, toolForm)),
		usage: usageOf(reply),
	};
}

function deltasOf({ pieces, reasoning, toolCalls }: Reply, toolForm?: ToolForm): Fields[] {
	return [
		{ role: 'assistant', content: '' },
		...(reasoning === '' ? [] : [{ reasoning_content: reasoning }]),
		...pieces.map((content) => ({ content })),
		...callDeltas(toolCalls, toolForm),
	];
}

/** The same answer as an event stream, closed by usage (where asked for) and `[DONE]`. */
export function chatEvents(root: Fields, { fingerprint = 'sandbox', toolForm }: ChatStyle = {}): string[] {
	checkMessages(root);
	const reply = chatReply(root);
	const shared = {
		id: idOf(root),
		object: 'chat.completion.chunk',
		created: CREATED,
		model: textOf(root.model, 'sandbox/chat-completion'),
		system_fingerprint: fingerprint,
	};
	const chunk = (delta: Fields, finish: string | null) => ({
		...shared,
		choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
	});
	const chunks: Fields[] = deltasOf(reply, toolForm).map((delta) => chunk(delta, null));
	chunks.push(chunk({}, reply.finish));
	if (fieldsOf(root.stream_options).include_usage === true)
		chunks.push({ ...shared, choices: [], usage: usageOf(reply) });
	return [...chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`), 'data: [DONE]\n\n'];
}

export function chat(question: Question): Answer {
	return { json: chatCompletion(question.root) };
}
