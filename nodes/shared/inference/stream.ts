import { eventsOf, type ServerAnswer } from '../client/response';
import type { AnswerProtocol, TextStream } from './request';

/** Joins a streamed answer, passing its text on as it comes; any other answer stays as it is. */
export async function joined(
	{ join }: AnswerProtocol,
	answer: ServerAnswer,
	{ isStream, stream }: { isStream: boolean; stream?: TextStream },
): Promise<ServerAnswer> {
	const events = eventsOf(answer, isStream);
	if (join === undefined || events === undefined) return answer;
	stream?.begin();
	const value = await join(events, stream?.text);
	await stream?.end();
	return { kind: 'json', value };
}
