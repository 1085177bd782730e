import { sleep, type Deadline } from '../../http/deadline';
import { InferenceError, type ErrorType } from '../../client/errors';
import type { Failure, Outcome, Pacer } from '../../client/pacer';
import { waitBefore, type RetryRules } from '../../client/retry';
import { Rate } from './rate';
import type { ServicePace, Waiter } from './servicePace';
import { paceOf } from './services';

/** The pace of one run: its own limits, on top of the pace that the whole process shares. */
export class RunPacing {
	private readonly rate: Rate;
	private readonly services = new Map<string, ServicePace>();

	/**
	 * @param maxConcurrency calls that the run makes at once
	 * @param perMinute inference requests that may start in a minute; 0 for no limit
	 */
	constructor(
		private readonly maxConcurrency: number,
		perMinute: number,
	) {
		this.rate = new Rate(perMinute);
	}

	/**
	 * The shared pace of a service for a token.
	 * @param place where the load falls: an origin, and the provider behind it
	 */
	service(place: string, token: string): ServicePace {
		const key = `${place} ${token}`;
		const known = this.services.get(key);
		if (known !== undefined) return known;
		const service = paceOf(place, token);
		this.services.set(key, service);
		service.onRun(this.maxConcurrency);
		return service;
	}

	/** The pacer of one inference call. */
	pacerOf(call: PacedCall): Pacer {
		return new CallPacer(call, this, this.rate);
	}

	/**
	 * The pacer of one look-up or download: it waits for room and holds, and counts against no rate.
	 * @param deadline of the look-up or download: a hold beyond it fails at once
	 */
	freePacer(url: URL, token: string, deadline?: Deadline): Pacer {
		const service = this.service(url.origin, token);
		return new CallPacer({ service, host: url.host, deadline, rules: FREE_RULES }, this, NO_RATE);
	}
}

const FREE_RULES = { maxRetries: 3, waitForModel: true } as const;
const NO_RATE = new Rate(0);

export interface PacedCall {
	readonly service: ServicePace;
	readonly host: string;
	/** What loads: an address, or a model; absent where nothing does. */
	readonly loads?: string;
	/** Its clock stands still while the call waits for its first turn. */
	readonly deadline?: Deadline;
	readonly rules: Pick<RetryRules, 'maxRetries' | 'waitForModel'>;
	/** Whether the call goes to another provider instead of waiting for room at this one. */
	readonly failsOver?: boolean;
	/** Told of waits, in a sentence with `{items}`. */
	readonly hint?: (sentence: string) => void;
}

/** The pacer of one call: gate, rate and shared room before each attempt, and the shared news of how it ended. */
class CallPacer implements Pacer {
	private sentAt = 0;
	private attempts = 0;
	private isProbe = false;
	private isInside = false;

	constructor(
		private readonly call: PacedCall,
		private readonly owner: object,
		private readonly rate: Rate,
	) {}

	progress(): number {
		return this.call.service.progress;
	}

	async enter(signal: AbortSignal): Promise<void> {
		const { service, loads, rules, hint } = this.call;
		if (this.attempts === 0) this.isProbe = service.breaker.enter(this.call.deadline?.remaining) === 'probe';
		for (;;) {
			const isGated = rules.waitForModel && loads !== undefined && !service.gate.isOpen(loads);
			if (isGated && (await service.gate.enter(loads, this, signal))) hint?.(waitHint('modelLoading'));
			const waiter = this.waiter();
			if (!service.enterNow(waiter)) await this.offTheClock(async () => await service.wait(waiter, signal));
			// Requests are spaced as they leave: waiting for a minute's share holds no room.
			if (this.rate.waitMs === 0) break;
			service.onLeft();
			await this.offTheClock(async () => await this.rate.wait(signal));
		}
		this.rate.onLeave();
		this.isInside = true;
		this.attempts += 1;
		this.sentAt = performance.now();
	}

	onAccepted(): void {
		this.openGate();
	}

	leave(outcome: Outcome, retryAfterMs?: number): void {
		if (!this.isInside) return;
		this.isInside = false;
		const { service, loads } = this.call;
		if (outcome === 'broken' && loads !== undefined) service.gate.onProbed(loads, this);
		else if (outcome !== 'loading') this.openGate();
		if (outcome === 'answered') service.onAnswered();
		else if (outcome === 'refused') service.onRefused(this.sentAt, this.busy(), retryAfterMs);
		else service.onLeft();
	}

	async wait(failure: Failure, signal: AbortSignal): Promise<boolean> {
		const { error, answer, repeat, tries, askedMs, remainingMs } = failure;
		const { service, loads, hint } = this.call;
		// A probe looks once: whether the server is back.
		if (this.isProbe && answer === undefined) return false;
		const isGated = repeat === 'whileLoading' && loads !== undefined;
		const wait = isGated ? service.gate.onLoading(loads, this, askedMs) : waitBefore(tries, answer);
		if (wait >= remainingMs) return false;
		hint?.(waitHint(error.details.type));
		// The gate holds the next attempt back by itself.
		if (!isGated) await sleep(wait, signal);
		return true;
	}

	onGivenUp(error: InferenceError): void {
		const { service, rules } = this.call;
		if (rules.maxRetries > 0) service.onGivenUp(this.busy(error), rules.maxRetries);
	}

	end(error?: InferenceError): void {
		const { service, loads } = this.call;
		if (error === undefined) service.breaker.onSuccess();
		else service.breaker.onFailure(error);
		// Another call may look now, if this one was the probe.
		if (error !== undefined && loads !== undefined) service.gate.onProbed(loads, this);
	}

	private openGate(): void {
		const { service, loads } = this.call;
		if (loads !== undefined) service.gate.onReady(loads);
	}

	private waiter(): Waiter {
		const { deadline, rules, failsOver = false } = this.call;
		const remainingMs = (): number => deadline?.remaining ?? Infinity;
		const { maxRetries } = rules;
		return { owner: this.owner, isReturning: this.attempts > 0, maxRetries, failsOver, remainingMs };
	}

	/** Waiting for the first turn is not the server's time. */
	private async offTheClock(wait: () => Promise<void>): Promise<void> {
		const { deadline } = this.call;
		if (this.attempts > 0 || deadline === undefined) return await wait();
		deadline.stop();
		try {
			await wait();
		} finally {
			deadline.start();
		}
	}

	/** The refusal in our words: the server's may hold another tenant's request. */
	private busy(error?: InferenceError): InferenceError {
		const status = error?.details.status ?? 429;
		const isRate = status === 429;
		return new InferenceError(`${this.call.host} is ${isRate ? 'rate limiting requests' : 'overloaded'}`, {
			type: isRate ? 'rateLimit' : 'server',
			status,
			retryAfterMs: error?.details.retryAfterMs,
			advice: "Lower 'Max Concurrency' or set 'Requests per Minute' in 'Options', or try again later.",
		});
	}
}

function waitHint(type: ErrorType): string {
	switch (type) {
		case 'modelLoading':
			return '{items} waited for the model to load';
		case 'rateLimit':
			return '{items} waited because the service was rate limiting requests';
		default:
			return '{items} were tried again: the service could not be reached or was overloaded';
	}
}
