import { CancelledError, DeadlineError, HttpError, causeOf } from '../http/errors';
import { InferenceError, unexpectedResponse } from './errors';
import type { Subject } from './serverError';

/** The error for a call that ended without an answer: by the network, its deadline, a limit, or being cancelled. */
export function endOf(error: unknown, subject: Subject): InferenceError {
	if (error instanceof InferenceError) return error;
	if (error instanceof CancelledError) {
		return new InferenceError('The execution was canceled', { type: 'cancelled', cause: error });
	}
	if (error instanceof DeadlineError) {
		return new InferenceError(`${subject.url.host} did not answer within ${error.seconds} s`, {
			type: 'timeout',
			advice: "Raise 'Timeout' in 'Options'. The model may still have worked on it, so that it may have been billed.",
			cause: error,
		});
	}
	if (!(error instanceof HttpError)) {
		return unexpectedResponse(`The answer of ${subject.url.host} could not be used: ${causeOf(error)}`, {
			advice: 'Check the server, or try another model or provider.',
			cause: error,
		});
	}
	switch (error.failure) {
		case 'unreachable':
			return new InferenceError(`${subject.url.host} could not be reached: ${causeOf(error)}`, {
				type: 'network',
				advice: subject.isEndpoint
					? "Check the address in 'Model' or the credential's 'Endpoint URL', and that the server is running."
					: 'Check the network of this n8n, its proxy settings, and https://status.huggingface.co',
				cause: error,
			});
		case 'interrupted':
			return new InferenceError(
				`The connection to ${subject.url.host} broke after the request was sent: ${causeOf(error)}`,
				{
					type: 'network',
					advice:
						"The model may have worked on it, so that it may have been billed; it is not asked again unless 'Retry Interrupted' in 'Options' is on.",
					cause: error,
				},
			);
		case 'refused':
			return new InferenceError(`The request was stopped: ${error.message}`, {
				type: 'refusedHost',
				advice: "Check the address in 'Model', and the outgoing connections that this n8n allows.",
				cause: error,
			});
		case 'limit':
			return unexpectedResponse(`The answer of ${subject.url.host} was not taken: ${error.message}`, {
				advice: 'Check the server, or ask for less at once.',
				cause: error,
			});
	}
}
