import type { CallContext } from '../client/callRequest';
import { QUIET } from '../client/pacer';
import type { ProviderRequest, Waited } from '../client/providers/official';
import type { ServerAnswer } from '../client/response';

/** What is told when a provider took a job. */
export type OnTaken = NonNullable<Waited['onTaken']>;

/**
 * Waits for the job of a provider that queues its work, and gives its result in Hugging Face's form. Polls are free:
 * they keep to no pace but the job's own.
 * @param onTaken told how the job can be cancelled
 * @throws {InferenceError} where the job failed, or cannot be followed any longer
 */
export async function awaitJob(
	answer: ServerAnswer,
	provider: ProviderRequest,
	{ context, onTaken }: { context: CallContext; onTaken?: OnTaken },
): Promise<ServerAnswer> {
	const quiet = { ...context, pacer: QUIET };
	return await provider.read(await provider.awaitResult(answer, { ...quiet, onTaken }), quiet);
}
