import { InferenceError } from '../../client/errors';
import { dollars, exact, type Cost } from './cost';

/** What one run has spent, as far as prices are known, and its limit. */
export class Spending {
	/** Counts against the limit. */
	private usd = 0;
	private shown = 0;
	private priced = 0;
	private unpriced = 0;
	private hasUpperBounds = false;
	private readonly providers = new Set<string>();

	/** @param limit in USD; 0 is none */
	constructor(readonly limit = 0) {}

	get isReached(): boolean {
		return this.limit > 0 && this.usd >= this.limit;
	}

	/** @throws {InferenceError} `costLimit` where the limit is reached */
	assertOpen(): void {
		if (!this.isReached) return;
		throw costLimit(
			`The run has spent ${dollars(this.usd)} by estimate, and 'Max Cost' is ${dollars(this.limit)}`,
			"Nothing was sent for this item. Run the remaining items again, or raise 'Max Cost' in 'Options'. " +
				"To keep the answers of a run, set On Error to 'Continue (using error output)'.",
		);
	}

	/**
	 * @param what is called, in words
	 * @throws {InferenceError} `costLimit` where there is a limit, and no price to keep it by
	 */
	assertPriced(isPriced: boolean, what: string): void {
		if (this.limit === 0 || isPriced) return;
		throw costLimit(
			`'Max Cost' is set, and ${what} has no known price`,
			"Nothing was sent. Choose a model and a provider with a price in the list of 'Model', remove 'Max Cost' " +
				"from 'Options', or try again later.",
		);
	}

	/**
	 * Counts one billed answer.
	 * @param cost absent where tokens or price are unknown
	 * @param most counts against the limit in place of an unknown cost
	 */
	add({ cost, most }: { cost?: Cost; most?: Cost }): void {
		this.usd = exact(this.usd + ((cost ?? most)?.usd ?? 0));
		if (cost === undefined) {
			this.unpriced += 1;
			return;
		}
		this.shown = exact(this.shown + cost.usd);
		this.priced += 1;
		this.hasUpperBounds ||= cost.isUpperBound;
		if (cost.provider !== undefined) this.providers.add(cost.provider);
	}

	/** The sum in a sentence; undefined where no cost is known. */
	sentence(): string | undefined {
		if (this.priced === 0) return undefined;
		const unknown = this.unpriced === 0 ? '' : `. The cost of ${items(this.unpriced)} is unknown`;
		const by = this.providers.size === 0 ? '' : ` (${[...this.providers].sort().join(', ')})`;
		return spendingHint(this.hasUpperBounds, dollars(this.shown), `${items(this.priced)}${by}${unknown}`);
	}
}

function spendingHint(isUpperBound: boolean, sum: string, what: string): string {
	return isUpperBound ? `At most ${sum} for ${what}` : `About ${sum} for ${what}`;
}

function items(count: number): string {
	return count === 1 ? '1 item' : `${count.toLocaleString('en-US')} items`;
}

function costLimit(message: string, advice: string): InferenceError {
	return new InferenceError(message, { type: 'costLimit', advice });
}
