import type { DownloadPace } from '../http/download';
import { HttpError } from '../http/errors';
import type { Pacer } from './pacer';
import { askedWait } from './retry';

/** Statuses with which a server refuses a request since it has too many. */
export const REFUSALS: readonly number[] = [429, 503];

/** A download keeps to the holds of its server, and waits as long as the server asks, as a call does. */
export function downloadPace(pacer: Pacer): DownloadPace {
	return {
		enter: async (signal) => await pacer.enter(signal),
		onAnswer: ({ status, headers }) =>
			pacer.leave(REFUSALS.includes(status) ? 'refused' : 'answered', askedWait({ status, headers })),
		onError: (error) =>
			pacer.leave(error instanceof HttpError && error.failure === 'unreachable' ? 'unreachable' : 'broken'),
	};
}
