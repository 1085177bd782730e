/** What reasoning models write before their answer, where the server does not take it apart. */
const OPEN = '<think>';
const CLOSE = '</think>';
/** Some chat templates open the tag themselves, so that the answer holds its end alone: on a line of its own. */
const CLOSE_ALONE = /^[ \t]*<\/think>[ \t]*$/m;

/** Takes the reasoning from the start of an answer; text that only speaks of the tags stays as it is. */
export function splitReasoning(text: string): { readonly content: string; readonly reasoning?: string } {
	const bare = text.trimStart();
	if (bare.startsWith(OPEN)) {
		const end = bare.indexOf(CLOSE);
		if (end < 0) return { content: '', reasoning: bare.slice(OPEN.length).trim() };
		return { content: bare.slice(end + CLOSE.length).trimStart(), reasoning: bare.slice(OPEN.length, end).trim() };
	}
	const alone = bare.includes(OPEN) ? null : CLOSE_ALONE.exec(bare);
	if (alone === null) return { content: text };
	return {
		content: bare.slice(alone.index + alone[0].length).trimStart(),
		reasoning: bare.slice(0, alone.index).trim(),
	};
}

/** Leaves the reasoning at the start of an answer out while it comes piece by piece. */
export class AnswerPieces {
	private state: 'start' | 'thinking' | 'before' | 'answer' = 'start';
	private held = '';

	/** What of the answer may go on after this piece; empty while there is none. */
	next(piece: string): string {
		if (this.state === 'answer') return piece;
		this.held += piece;
		if (this.state === 'start') this.begin();
		if (this.state === 'thinking') this.think();
		return this.isPast() ? this.answer() : '';
	}

	/** What is still held back when the answer is over. */
	end(): string {
		return this.state === 'start' ? this.held : '';
	}

	/** Whether there is no reasoning, or it has ended. */
	private isPast(): boolean {
		return this.state === 'before' || this.state === 'answer';
	}

	private begin(): void {
		const bare = this.held.trimStart();
		if (OPEN.startsWith(bare)) return;
		this.state = bare.startsWith(OPEN) ? 'thinking' : 'answer';
	}

	private think(): void {
		const end = this.held.indexOf(CLOSE);
		if (end < 0) return;
		this.held = this.held.slice(end + CLOSE.length);
		this.state = 'before';
	}

	private answer(): string {
		const text = this.state === 'before' ? this.held.trimStart() : this.held;
		this.held = '';
		if (text !== '') this.state = 'answer';
		return text;
	}
}
