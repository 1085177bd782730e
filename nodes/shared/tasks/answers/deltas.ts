import { isObject, type JsonObject, type JsonValue } from '../../client/json';
import type { ServerSentEvent } from '../../http/sse';
import { ChoiceInPieces, type Piece } from './choiceInPieces';
import { indexOf } from './content';
import { failureWords } from './failure';
import { brokenOff, takeEvents, type Joined } from './stream';

/** What a piece of a streamed chat adds to its answer. */
export interface ChatDelta {
	/** Text of the answer, without its reasoning. */
	readonly text: string;
	readonly reasoning: string;
	/** Whether the model made something: some servers send a first piece before that. */
	readonly isToken: boolean;
	/** In the last delta alone. */
	readonly end?: ChatEnd;
}

/** What is known when the answer is over. */
export interface ChatEnd {
	/** The calls of tools, each once and whole, with their arguments as they came. */
	readonly toolCalls: readonly JsonObject[];
	readonly finishReason?: string;
	readonly usage?: JsonObject;
	/** The whole answer, in the form of one that came at once. */
	readonly completion: JsonObject;
}

/**
 * Reads the events of a chat in OpenAI's protocol. Text and reasoning come as they arrive; the last delta holds the
 * rest. Of several answers the first is passed on, and the completion holds all of them.
 * @throws {InferenceError} `server` with the server's words, `network` where the stream was cut; `details.response`
 * holds what came before
 */
export async function* chatDeltas(events: AsyncGenerator<ServerSentEvent>): AsyncGenerator<ChatDelta> {
	const answer = new ChatInPieces();
	yield* takeEvents(events, answer);
	yield answer.last();
}

class ChatInPieces implements Joined<ChatDelta> {
	private readonly choices = new Map<number, ChoiceInPieces>();
	private about: JsonObject = {};

	get isFinished(): boolean {
		return this.main?.finish !== undefined;
	}

	get hasOutput(): boolean {
		return [...this.choices.values()].some(({ hasOutput }) => hasOutput);
	}

	take(event: JsonObject): ChatDelta | undefined {
		const { choices, ...about } = event;
		if (!Array.isArray(choices)) {
			if (!isObject(about.usage)) return undefined;
			this.addAbout(about);
			return NOTHING;
		}
		this.addAbout(about);
		const pieces = choices.filter(isObject).map((choice) => this.takeChoice(choice));
		return pieces.length > 0 && pieces.every((piece) => piece === undefined)
			? undefined
			: (pieces.find((piece) => piece !== undefined && piece !== NOTHING) ?? NOTHING);
	}

	/** The delta after all events: what was still held back, and the whole answer. */
	last(): ChatDelta {
		const { main } = this;
		const held = main?.end() ?? NOTHING;
		// Only the answer with the index 0 is known to be the first while it comes.
		const text = main !== undefined && !this.choices.has(0) ? main.allText() : held.text;
		const { usage } = this.about;
		return {
			text,
			reasoning: held.reasoning,
			isToken: text !== '',
			end: {
				toolCalls: main?.toolCalls ?? [],
				...(main?.finish !== undefined && { finishReason: main.finish }),
				...(isObject(usage) && { usage }),
				completion: this.whole(),
			},
		};
	}

	whole(): JsonObject {
		const inOrder = [...this.choices].sort(([a], [b]) => a - b);
		return { ...this.about, choices: inOrder.map(([index, choice]) => choice.whole(index)) };
	}

	private get main(): ChoiceInPieces | undefined {
		return this.choices.get(0) ?? this.choices.get(Math.min(...this.choices.keys()));
	}

	private addAbout(about: JsonObject): void {
		for (const [key, value] of Object.entries(about)) {
			if (value === null || key === '__proto__' || (key === 'usage' && !isObject(value))) continue;
			this.about[key] = key === 'object' ? withoutChunk(value) : value;
		}
	}

	private takeChoice(choice: JsonObject): ChatDelta | undefined {
		const index = indexOf(choice);
		const known = this.choices.get(index) ?? new ChoiceInPieces();
		this.choices.set(index, known);
		const piece = known.take(choice);
		const failure = failureWords(choice);
		if (failure !== undefined) throw brokenOff(failure).with({ response: this.whole() });
		if (piece === undefined) return undefined;
		return index === 0 ? asDelta(piece) : NOTHING;
	}
}

const NOTHING: ChatDelta = { text: '', reasoning: '', isToken: false };

function asDelta({ text, reasoning, isToken }: Piece): ChatDelta {
	return { text, reasoning, isToken };
}

/** Chunks are named after what they are pieces of. */
function withoutChunk(value: JsonValue): JsonValue {
	return typeof value === 'string' ? value.replace(/\.chunk$/, '') : value;
}
