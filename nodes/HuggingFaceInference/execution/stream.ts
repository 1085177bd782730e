import { isObject } from '../../shared/client/json';
import type { Settings } from '../../shared/fields/settings';
import type { Deadline } from '../../shared/http/deadline';
import type { TextStream } from '../../shared/inference/request';
import type { Job } from './job';

/** An answer that is paid for waits no longer than this for a listener that does not take its pieces. */
const LONGEST_WAIT_MS = 5_000;

/** The way on which n8n passes an answer on while it comes, where the workflow streams its response. */
export function streamOf(
	job: Job,
	{ settings, deadline }: { settings: Settings; deadline: Deadline },
	items: readonly number[],
): TextStream | undefined {
	const { context, masking } = job;
	const [itemIndex, ...others] = items;
	if (!settings.enableStreaming || itemIndex === undefined || others.length > 0 || !mayStream(job)) return undefined;
	const pieces = masking.pieces();
	const passed = new PassedText();
	let sent = Promise.resolve();
	let hasBegun = false;
	// In order; a listener that is gone does not keep the answer from its item.
	const send = (type: 'begin' | 'item' | 'end', text?: string): void => {
		sent = sent.then(async () => await context.sendChunk(type, itemIndex, text)).catch(() => {});
	};
	// Not before the model made something: until then another provider may be asked.
	const begin = (): void => {
		if (!hasBegun) send('begin');
		hasBegun = true;
	};
	const pass = (text: string): void => {
		if (text !== '') send('item', text);
	};
	return {
		restart: () => passed.restart(),
		text: (text) => {
			begin();
			pass(pieces.next(passed.next(text)));
		},
		end: async () => {
			begin();
			pass(pieces.end());
			send('end');
			await within(Math.min(LONGEST_WAIT_MS, deadline.remaining), sent);
		},
	};
}

/** Older versions of n8n stream nothing. */
function mayStream({ context, task }: Job): boolean {
	return task.streaming !== undefined && context.isStreaming?.() === true;
}

async function within(milliseconds: number, sent: Promise<void>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<void>((resolve) => {
		timer = setTimeout(resolve, milliseconds);
	});
	await Promise.race([sent, late]);
	clearTimeout(timer);
}

/** Remembers what was passed on, so that an answer which is asked for again goes on where the first one broke off. */
export class PassedText {
	private passed = '';
	private at = 0;
	private isRepeating = false;

	restart(): void {
		this.at = 0;
		this.isRepeating = this.passed !== '';
	}

	/** What of a piece is new; an answer that turns out to be another one starts anew, below the first. */
	next(text: string): string {
		if (!this.isRepeating) {
			this.passed += text;
			return text;
		}
		const known = this.passed.slice(this.at, this.at + text.length);
		const before = this.passed.slice(0, this.at);
		if (known === text) {
			this.at += text.length;
			return '';
		}
		this.isRepeating = false;
		if (text.startsWith(known)) {
			this.passed += text.slice(known.length);
			return text.slice(known.length);
		}
		this.passed = before + text;
		return `\n\n${this.passed}`;
	}
}

/** Tells the listener of a workflow that goes on that an item failed. Where the workflow stops, n8n says so itself. */
export function streamFailure(job: Job, itemIndex: number, words: string): void {
	if (!mayStream(job) || !isSwitchedOn(job, itemIndex)) return;
	const send = async (): Promise<void> => await job.context.sendChunk('error', itemIndex, words);
	void send().catch(() => {});
}

function isSwitchedOn({ reader }: Job, itemIndex: number): boolean {
	try {
		const options = reader.read('options', itemIndex, {});
		return !isObject(options) || options.enableStreaming !== false;
	} catch {
		// The options themselves may be what failed.
		return true;
	}
}
