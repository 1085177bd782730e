import type { CallContext } from '../client/callRequest';
import { QUIET } from '../client/pacer';
import type { ProviderRequest } from '../client/providers/request';
import type { ServerAnswer } from '../client/response';

/**
 * Waits for the job of a provider that queues its work, and gives its result in Hugging Face's form. Polls are free, so
 * that they keep to no pace but the job's own.
 * @throws {InferenceError} where the job failed, or cannot be followed any longer
 */
export async function awaitJob(
	answer: ServerAnswer,
	provider: ProviderRequest,
	context: CallContext,
): Promise<ServerAnswer> {
	return await provider.understand(answer, { ...context, pacer: QUIET });
}
