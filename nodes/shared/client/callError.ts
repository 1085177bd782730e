import { CancelledError, DeadlineError, HttpError, causeOf } from '../http/errors';
import { InferenceError, kept, unexpectedResponse } from './errors';
import { receivedBefore } from './received';
import { isBillable, type Subject } from './serverError';

/** Advice after a request that may have run. */
const MAY_BE_BILLED = 'The request may have run and been billed.';

const CHECK_SERVER = 'Check the server, or try another model or provider.';
const WHEN_CUT = `${MAY_BE_BILLED} It is not sent again unless 'Retry Interrupted' in 'Options' is on.`;

/**
 * The error of a call that ended without an answer: network, deadline, limit, or cancelled. It keeps the part of the
 * answer that came before.
 */
export function callError(error: unknown, subject: Subject): InferenceError {
	const response = receivedBefore(error);
	const ended = endError(error, subject);
	return response === undefined ? ended : ended.with({ response: kept(response) });
}

function endError(error: unknown, subject: Subject): InferenceError {
	if (error instanceof InferenceError) return error;
	if (error instanceof CancelledError) {
		return new InferenceError('The execution was canceled', { type: 'cancelled', cause: error });
	}
	if (error instanceof DeadlineError) return timedOut(error, subject);
	if (error instanceof HttpError) return httpError(error, subject);
	return unexpectedResponse(`The answer of ${subject.url.host} could not be used: ${causeOf(error)}`, {
		advice: CHECK_SERVER,
		cause: error,
	});
}

function timedOut(error: DeadlineError, subject: Subject): InferenceError {
	const billed = isBillable(subject) && !error.isUnsent ? ` ${MAY_BE_BILLED}` : '';
	return new InferenceError(`${subject.url.host} did not answer within ${error.seconds} s`, {
		type: 'timeout',
		advice: `Raise 'Timeout' in 'Options'.${billed}`,
		cause: error,
	});
}

function httpError(error: HttpError, subject: Subject): InferenceError {
	const { host } = subject.url;
	switch (error.failure) {
		case 'unreachable':
			return new InferenceError(`${host} could not be reached: ${causeOf(error)}`, {
				type: 'network',
				advice: unreachableAdvice(subject),
				cause: error,
			});
		case 'interrupted':
			return new InferenceError(`The connection to ${host} broke after the request was sent: ${causeOf(error)}`, {
				type: 'network',
				advice: isBillable(subject) ? WHEN_CUT : 'Try again later.',
				cause: error,
			});
		case 'refused':
			return new InferenceError(`The request was stopped: ${error.message}`, {
				type: 'refusedHost',
				advice: "Check the address in 'Model', and the outgoing connections that this n8n allows.",
				cause: error,
			});
		case 'limit':
			return unexpectedResponse(`The answer of ${host} was refused: ${error.message}`, {
				advice: 'Check the server, or ask for less at once.',
				cause: error,
			});
	}
}

function unreachableAdvice({ isEndpoint, purpose, url }: Subject): string {
	if (purpose === 'download') return `Check that this n8n can reach ${url.host}.`;
	if (isEndpoint)
		return "Check the address in 'Model' or the credential's 'Endpoint URL', and that the server is running.";
	return 'Check the network of this n8n, its proxy settings, and https://status.huggingface.co';
}

/** The error of a stream that ended before its answer was complete. */
export function cutShort(): InferenceError {
	return new InferenceError('The stream of the answer ended before the answer was complete', {
		type: 'network',
		advice: WHEN_CUT,
		isCut: true,
	});
}
