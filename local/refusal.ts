/** An answer that is not a success: its status, and its words in the form of Hugging Face's servers. */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		message: string,
		/** TEI's word for the kind of the failure, e.g. `overloaded`. */
		readonly errorType?: string,
	) {
		super(message);
	}
}

/** A request that the task cannot take. */
export function invalid(message: string): Refusal {
	return new Refusal(400, message, 'validation');
}
