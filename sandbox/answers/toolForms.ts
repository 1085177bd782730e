import { parseJson, type Fields } from '../values';
import type { ToolCall } from './chatReply';

/**
 * Forms of tool calls that servers are known for, beside OpenAI's own:
 * `same-index`: every call of a stream has index 0, told apart by its id (Mistral, some gateways);
 * `bare`: pieces after the first have neither index nor id;
 * `object`: `arguments` is an object, whole in one piece (Ollama);
 * `single`: `tool_calls` is one object in place of a list (older TGI);
 * `no-id`: calls without an id;
 * `whole`: each call in one piece with all of its arguments.
 */
export const TOOL_FORMS = ['same-index', 'bare', 'object', 'single', 'no-id', 'whole'] as const;
export type ToolForm = (typeof TOOL_FORMS)[number];

function withObject(call: ToolCall): Fields {
	return { ...call, function: { ...call.function, arguments: parseJson(call.function.arguments) ?? {} } };
}

/** The calls of a whole answer. */
export function wholeCalls(calls: readonly ToolCall[], form: ToolForm | undefined): unknown {
	if (form === 'object') return calls.map(withObject);
	if (form === 'single')
		return withObject(calls[0] ?? { id: '', type: 'function', function: { name: '', arguments: '' } });
	return form === 'no-id' ? calls.map((call) => ({ ...call, id: undefined })) : calls;
}

/** The pieces of one call in OpenAI's form: its name, then its arguments in halves. */
function pieces(call: ToolCall, index: number): Fields[] {
	const { name, arguments: text } = call.function;
	const half = Math.ceil(text.length / 2);
	const start = { index, id: call.id, type: call.type, function: { name, arguments: '' } };
	const rest = [text.slice(0, half), text.slice(half)].filter(Boolean);
	return [start, ...rest.map((piece) => ({ index, function: { arguments: piece } }))];
}

function formed(call: ToolCall, index: number, form: ToolForm | undefined): Fields[] {
	if (form === 'object') return [{ index, ...withObject(call) }];
	if (form === 'whole') return [{ index, ...call }];
	const usual = pieces(call, index);
	if (form === 'same-index') return usual.map((piece) => ({ ...piece, index: 0, id: call.id }));
	if (form === 'bare') return usual.map((piece, place) => (place === 0 ? piece : { function: piece.function }));
	return form === 'no-id' ? usual.map((piece) => ({ ...piece, id: undefined })) : usual;
}

/** The deltas of a stream that carry the calls. */
export function callDeltas(calls: readonly ToolCall[], form: ToolForm | undefined): Fields[] {
	if (form === 'single') return calls.slice(0, 1).map((call) => ({ tool_calls: { index: 0, ...call } }));
	return calls.flatMap((call, index) => formed(call, index, form).map((tool) => ({ tool_calls: [tool] })));
}
