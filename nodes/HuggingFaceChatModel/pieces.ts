import type { StreamChunk } from '@n8n/ai-node-sdk';
import { eventsOf, type ServerAnswer } from '../shared/client/response';
import { chatDeltas } from '../shared/tasks/answers/deltas';
import type { Masking } from '../shared/n8n/masking';
import { chatAnswerOf, finishReasonOf, toolCallsOf, usageOf, type ChatAnswer } from './answer';

/**
 * The chunks of an answer, as they come. Each call of a tool is one chunk at the end: n8n tells pieces apart by their
 * id alone. A server that does not stream answers at once.
 * @throws {InferenceError} where the answer fails or ends too early, and for broken arguments of a tool
 */
export async function* piecesOf(answer: ServerAnswer): AsyncGenerator<StreamChunk> {
	const events = eventsOf(answer, true);
	if (events === undefined) {
		const whole = await chatAnswerOf(answer);
		if (whole.text !== '') yield { type: 'text-delta', delta: whole.text };
		return yield* lastPieces(whole);
	}
	for await (const { text, end } of chatDeltas(events)) {
		if (text !== '') yield { type: 'text-delta', delta: text };
		if (end === undefined) continue;
		const { finishReason, usage, completion } = end;
		const calls = toolCallsOf(end.toolCalls, { finishReason, whole: completion });
		yield* lastPieces({ calls, finishReason, usage });
	}
}

function* lastPieces({
	calls,
	finishReason,
	usage,
}: Pick<ChatAnswer, 'calls' | 'finishReason' | 'usage'>): Generator<StreamChunk> {
	for (const { id, name, input } of calls) yield { type: 'tool-call-delta', id, name, argumentsDelta: input };
	yield { type: 'finish', finishReason: finishReasonOf(finishReason, calls.length > 0), usage: usageOf(usage) };
}

/** The same chunks without tokens. The end of a text that may be the start of a token waits for the next one. */
export async function* masked(chunks: AsyncIterable<StreamChunk>, masking: Masking): AsyncGenerator<StreamChunk> {
	const pieces = masking.pieces();
	const text = (delta: string): StreamChunk[] => (delta === '' ? [] : [{ type: 'text-delta', delta }]);
	let isOver = false;
	for await (const chunk of chunks) {
		if (chunk.type === 'text-delta') {
			yield* text(pieces.next(chunk.delta));
			continue;
		}
		if (!isOver) yield* text(pieces.end());
		isOver = true;
		if (chunk.type !== 'tool-call-delta') yield chunk;
		else yield { ...chunk, argumentsDelta: masking.text(chunk.argumentsDelta ?? '') };
	}
}
