import { failureInside } from '../client/failureInside';
import { eventsOf, type ServerAnswer } from '../client/response';
import type { AnswerProtocol, TextStream } from './request';

/** Joins a streamed answer, passing its text on as it comes. An answer that came at once is passed on as one piece. */
export async function joined(
	{ join, textIn }: AnswerProtocol,
	answer: ServerAnswer,
	{ isStream, stream }: { isStream: boolean; stream?: TextStream },
): Promise<ServerAnswer> {
	if (join === undefined) return answer;
	stream?.restart();
	const events = eventsOf(answer, isStream);
	if (events !== undefined) {
		const value = await join(events, stream?.text);
		await stream?.end();
		return { kind: 'json', value };
	}
	if (stream === undefined || isFailure(answer)) return answer;
	stream.text(answer.kind === 'json' ? (textIn?.(answer.value) ?? '') : '');
	await stream.end();
	return answer;
}

function isFailure(answer: ServerAnswer): boolean {
	return answer.kind === 'json' && failureInside(answer.value) !== undefined;
}
