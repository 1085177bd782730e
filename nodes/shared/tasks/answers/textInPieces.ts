import { isObject, type JsonObject } from '../../client/json';
import { contentOf, indexOf, isText } from './content';
import { failureWords } from './failure';
import { brokenOff, type Joined } from './stream';

/** What an event adds to a generated text. */
export interface TextPiece {
	readonly text: string;
	/** Whether the model made something. */
	readonly isToken: boolean;
}

interface Choice {
	text: string;
	finish?: string;
}

/**
 * A generated text, put together from TGI's tokens or from OpenAI's completions. TGI sends no end marker: its last
 * event holds the whole text.
 */
export class TextInPieces implements Joined<TextPiece> {
	private readonly choices = new Map<number, Choice>();
	private last?: JsonObject;

	get isFinished(): boolean {
		return this.last !== undefined || this.main?.finish !== undefined;
	}

	get hasOutput(): boolean {
		return this.last !== undefined || [...this.choices.values()].some(({ text }) => text !== '');
	}

	take(event: JsonObject): TextPiece | undefined {
		if (typeof event.generated_text === 'string') this.last = event;
		if (isObject(event.token)) {
			const { text, special } = event.token;
			const piece = special === true || typeof text !== 'string' ? '' : text;
			this.choice(0).text += piece;
			return { text: piece, isToken: true };
		}
		if (Array.isArray(event.choices)) return this.takeChoices(event.choices.filter(isObject));
		return this.last === event || isObject(event.usage) ? NOTHING : undefined;
	}

	/** What the pieces did not bring: the text of a choice that is not the first, or that came as a whole. */
	lateText(): string {
		const whole = this.text;
		const passed = this.choices.get(0)?.text ?? '';
		return whole.startsWith(passed) && passed === '' ? whole : '';
	}

	whole(): JsonObject {
		const { last, main } = this;
		const inOrder = [...this.choices].sort(([a], [b]) => a - b);
		const details =
			last?.details ?? (last === undefined && main?.finish !== undefined ? { finish_reason: main.finish } : undefined);
		return {
			generated_text: this.text,
			...(isObject(details) && { details }),
			...(inOrder.length > 1 && {
				alternatives: inOrder.map(([index, { text, finish }]) => ({ index, text, finish_reason: finish ?? null })),
			}),
		};
	}

	private get text(): string {
		return typeof this.last?.generated_text === 'string' ? this.last.generated_text : (this.main?.text ?? '');
	}

	private get main(): Choice | undefined {
		return this.choices.get(0) ?? this.choices.get(Math.min(...this.choices.keys()));
	}

	private choice(index: number): Choice {
		const known = this.choices.get(index) ?? { text: '' };
		this.choices.set(index, known);
		return known;
	}

	private takeChoices(choices: readonly JsonObject[]): TextPiece | undefined {
		let passed = '';
		let isUnderstood = choices.length === 0;
		for (const choice of choices) {
			const { finish_reason } = choice;
			const piece = pieceOf(choice);
			const known = this.choice(indexOf(choice));
			known.text += piece ?? '';
			// Some servers say it is empty while there is more to come.
			if (isText(finish_reason)) known.finish = finish_reason;
			const failure = failureWords(choice);
			if (failure !== undefined) throw brokenOff(failure);
			if (indexOf(choice) === 0) passed += piece ?? '';
			isUnderstood ||= piece !== undefined || isText(finish_reason);
		}
		return isUnderstood ? { text: passed, isToken: passed !== '' } : undefined;
	}
}

const NOTHING: TextPiece = { text: '', isToken: false };

/** The text of a choice: of a completion, or of a chat where a server answers in that form. */
function pieceOf({ text, delta, message }: JsonObject): string | undefined {
	if (typeof text === 'string') return text;
	const said = isObject(delta) ? delta : message;
	return isObject(said) ? (contentOf(said.content).text ?? '') : undefined;
}
