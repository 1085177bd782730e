import { Deadline } from '../http/deadline';
import { DeadlineError } from '../http/errors';
import type { OnTaken } from './awaitJob';
import type { InferenceRequest } from './request';

/**
 * One provider's share of a request's time: a provider that hangs leaves time for those after it. A provider that took
 * the request keeps all of the time, unless it confirms that its job is cancelled.
 */
export class Share {
	readonly deadline: Deadline;
	/** Whether the provider took the request, and may bill it. */
	isBilled = false;
	private readonly giveUp = new AbortController();
	private readonly seconds: number;
	private timer?: NodeJS.Timeout;
	private leftMs = 0;

	/** @param providers that are left, this one included */
	constructor({ deadline, settings }: InferenceRequest, providers: number) {
		deadline.start();
		const seconds = Math.max(0.001, Math.round(deadline.remaining / providers) / 1000);
		this.seconds = settings.timeoutSeconds === 0 ? 0 : seconds;
		this.deadline = new Deadline(this.seconds, [deadline.signal, this.giveUp.signal], deadline);
	}

	readonly onBilled = (): void => {
		if (!this.isBilled) this.leftMs = this.deadline.remaining;
		this.isBilled = true;
		this.deadline.lift();
	};

	/** When the share is over, the job is cancelled. Where that is confirmed, the next provider may be asked. */
	readonly onTaken: OnTaken = (cancel) => {
		if (this.leftMs === Infinity) return;
		this.timer = setTimeout(() => {
			void cancel().then((isConfirmed) => {
				if (!isConfirmed) return;
				this.isBilled = false;
				this.giveUp.abort(new DeadlineError(this.seconds));
			});
		}, this.leftMs);
	};

	clear(): void {
		clearTimeout(this.timer);
		this.deadline.clear();
	}
}
