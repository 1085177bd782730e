import { any } from './any';
import { Refusal, type Answer, type Answerer, type Question } from './answer';
import { answers } from './answers';
import { audioParts } from './audioParts';
import { chat, chatEvents } from './chat';
import { conversation } from './conversation';
import { depth } from './depth';
import { detections } from './detections';
import { entities } from './entities';
import { fillMask } from './fillMask';
import { media } from './media';
import { predictions } from './predictions';
import { ranking } from './ranking';
import { masks, segments } from './segments';
import { similarities } from './similarities';
import { table } from './table';
import { tabular } from './tabular';
import { text, textEvents } from './text';
import { transcription } from './transcription';
import { vectors } from './vectors';

/** One way of answering for each kind of answer: a new task of a known kind needs nothing here. */
export const answerers: Readonly<Record<string, Answerer>> = {
	any,
	answers,
	audioParts,
	chat,
	conversation,
	depth,
	detections,
	entities,
	fillMask,
	masks,
	media,
	predictions,
	ranking,
	segments,
	similarities,
	table,
	tabular,
	text,
	transcription,
	vectors,
};

const streamers: Readonly<Record<string, (question: Question) => string[]>> = {
	chat: (question) => chatEvents(question.root),
	text: textEvents,
};

/** The answer to a question, as the hf-inference service gives it. */
export function answer(question: Question): Answer {
	const answerer = answerers[question.task.answer.kind];
	if (answerer === undefined)
		throw new Refusal(501, { error: `The sandbox has no answers of the kind ${question.task.answer.kind}` });
	return answerer(question);
}

/** The answer as events, where its kind can be streamed and the request asked for it. */
export function streamOf(question: Question): string[] | undefined {
	return question.root.stream === true ? streamers[question.task.answer.kind]?.(question) : undefined;
}
