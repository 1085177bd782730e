/** What reasoning models write before their answer, where the server does not take it apart. */
const OPEN = '<think>';
const CLOSE = '</think>';
/** Some chat templates open the tag themselves. The answer then holds its end alone, on a line of its own. */
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

/** The text after the last end of reasoning; the whole text where there is none. */
export function afterReasoning(text: string): string {
	const end = text.lastIndexOf(CLOSE);
	return end < 0 ? text : text.slice(end + CLOSE.length);
}

/** What one piece of an answer adds. */
export interface Said {
	/** To the answer without its reasoning. */
	readonly text: string;
	/** To the reasoning. */
	readonly reasoning: string;
}

/**
 * Takes the reasoning at the start of an answer apart while it comes piece by piece. Each letter is looked at a fixed
 * number of times, however small the pieces are.
 */
export class AnswerPieces {
	private state: 'start' | 'thinking' | 'before' | 'answer' = 'start';
	/** White space at the start, which belongs to the answer where no tag follows. */
	private readonly blanks: string[] = [];
	/** Letters that wait for the next piece: never more than a tag has. */
	private held = '';

	next(piece: string): Said {
		switch (this.state) {
			case 'start':
				return this.begin(piece);
			case 'thinking':
				return this.think(piece);
			case 'before':
				return { text: this.skipBlanks(piece), reasoning: '' };
			default:
				return { text: piece, reasoning: '' };
		}
	}

	/** What is still held back when the answer is over. */
	end(): Said {
		const held = this.held;
		this.held = '';
		if (this.state === 'start') return { text: this.blanks.splice(0).join('') + held, reasoning: '' };
		return { text: '', reasoning: held };
	}

	private begin(piece: string): Said {
		const rest = this.held === '' ? piece.trimStart() : piece;
		this.blanks.push(piece.slice(0, piece.length - rest.length));
		this.held += rest;
		if (OPEN.startsWith(this.held)) return NOTHING;
		const text = this.held;
		this.held = '';
		if (text.startsWith(OPEN)) {
			this.state = 'thinking';
			return this.think(text.slice(OPEN.length));
		}
		this.state = 'answer';
		return { text: this.blanks.splice(0).join('') + text, reasoning: '' };
	}

	private think(piece: string): Said {
		const text = this.held + piece;
		const end = text.indexOf(CLOSE);
		if (end < 0) {
			const certain = Math.max(0, text.length - CLOSE.length + 1);
			this.held = text.slice(certain);
			return { text: '', reasoning: text.slice(0, certain) };
		}
		this.held = '';
		this.state = 'before';
		return { text: this.skipBlanks(text.slice(end + CLOSE.length)), reasoning: text.slice(0, end) };
	}

	private skipBlanks(piece: string): string {
		const text = piece.trimStart();
		if (text !== '') this.state = 'answer';
		return text;
	}
}

const NOTHING: Said = { text: '', reasoning: '' };
