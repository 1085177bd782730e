import { isObject, omit, type JsonObject } from '../../client/json';
import { contentOf, isText } from './content';
import { failureWords } from './failure';
import { brokenOff, type Joined } from './stream';

/**
 * A transcription that comes piece by piece: as OpenAI's `transcript.text.delta` and `.done`, or as chunks with
 * `choices`. Sources: OpenAI's reference of audio; speaches, `routers/stt.py`; LocalAI, `transcription.go`; vllm,
 * `speech_to_text/protocol.py`.
 */
export class TranscriptInPieces implements Joined<string> {
	private text = '';
	private hasEnded = false;
	private done?: JsonObject;
	private usage?: JsonObject;
	private readonly segments: JsonObject[] = [];

	get isFinished(): boolean {
		return this.hasEnded || this.done !== undefined;
	}

	get hasOutput(): boolean {
		return this.text !== '' || this.segments.length > 0 || this.done !== undefined;
	}

	take(event: JsonObject): string | undefined {
		const { type, delta, choices, usage } = event;
		if (isObject(usage)) this.usage = usage;
		if (type === 'transcript.text.delta' && typeof delta === 'string') return this.add(delta);
		if (type === 'transcript.text.segment') {
			this.segments.push(omit(event, 'type'));
			return '';
		}
		if (type === 'transcript.text.done' && typeof event.text === 'string') {
			this.done = omit(event, 'type');
			return '';
		}
		if (Array.isArray(choices)) return this.takeChoices(choices.filter(isObject));
		return isObject(usage) ? '' : undefined;
	}

	/** The text if it came only with the last event. */
	lateText(): string {
		return this.text === '' ? this.whole().text : '';
	}

	whole(): JsonObject & { text: string } {
		const { done, segments, usage } = this;
		return {
			...(segments.length > 0 && { segments }),
			...(usage && { usage }),
			...done,
			text: typeof done?.text === 'string' ? done.text : this.text,
		};
	}

	private add(piece: string): string {
		this.text += piece;
		return piece;
	}

	private takeChoices(choices: readonly JsonObject[]): string | undefined {
		let passed: string | undefined = choices.length === 0 ? '' : undefined;
		for (const choice of choices) {
			const { delta, finish_reason: reason } = choice;
			const piece = isObject(delta) ? contentOf(delta.content).text : undefined;
			const failure = failureWords(choice);
			if (failure !== undefined) throw brokenOff(failure);
			if (isText(reason)) this.hasEnded = true;
			if (piece !== undefined || isText(reason) || isObject(delta)) passed = (passed ?? '') + this.add(piece ?? '');
		}
		return passed;
	}
}
