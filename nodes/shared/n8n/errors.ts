import {
	NodeApiError,
	NodeOperationError,
	type Failure,
	type IDataObject,
	type INode,
	type JsonObject,
} from 'n8n-workflow';
import { InferenceError, type ErrorDetails, type ErrorType } from '../client/errors';
import { withoutUndefined } from '../client/json';
import type { Masking } from './masking';

/** Errors that the service answered with, as opposed to those of the settings and the inputs. */
const OPERATION_TYPES: readonly ErrorType[] = ['invalidInput', 'refusedHost', 'cancelled', 'costLimit'];

export interface ErrorContext {
	readonly node: INode;
	/** Absent in a sub-node, which does not know whose item it works for. */
	readonly itemIndex?: number;
	/** An agent sees the message alone. */
	readonly isTool: boolean;
	readonly masking: Masking;
}

/** Any error as ours: those of n8n's helpers and expressions are errors of the inputs. */
export function toInferenceError(error: unknown): InferenceError {
	if (error instanceof InferenceError) return error;
	const message = error instanceof Error ? error.message : String(error);
	const description =
		error instanceof Error && 'description' in error && typeof error.description === 'string'
			? error.description
			: undefined;
	return new InferenceError(message, {
		type: 'invalidInput',
		advice: description ?? 'Check the inputs of this item.',
		cause: error,
	});
}

/** What a failed item says under n8n's Continue settings. */
export function errorJson(error: InferenceError, context: ErrorContext): IDataObject {
	const { type, advice, status, model, provider, requestId, attempts, response } = error.details;
	const details = withoutUndefined({
		description: advice,
		httpCode: status === undefined ? undefined : String(status),
		model,
		provider,
		requestId,
		attempts,
		response,
		type,
	});
	return context.masking.json({ error: messageOf(error, context), details } as never);
}

/** n8n 1.x sends only items of this form to the error output. */
export function plainErrorJson(error: InferenceError, context: ErrorContext): IDataObject {
	const words = [error.details.advice, `(${error.details.type})`].filter(Boolean).join(' ');
	return context.masking.json({ error: messageOf(error, context), message: words });
}

/** The error with which the node stops. */
export function toNodeError(error: InferenceError, context: ErrorContext): NodeApiError | NodeOperationError {
	const { type, advice, status, requestId } = error.details;
	const message = context.masking.text(messageOf(error, context));
	// n8n puts before an agent whatever of the description its message does not hold: the advice is there already.
	const id = requestId !== undefined && !context.isTool ? `Request ID: ${requestId}` : undefined;
	const description = context.masking.text([advice, id].filter(Boolean).join(' '));
	const httpCode = status === undefined ? undefined : String(status);
	const isOperation = OPERATION_TYPES.includes(type) && status === undefined;
	const options = { message, description, itemIndex: context.itemIndex, failure: failureOf(error.details) };
	const nodeError = isOperation
		? new NodeOperationError(context.node, message, options)
		: new NodeApiError(context.node, { message } as JsonObject, { ...options, httpCode });
	// n8n replaces messages in which it finds the name of a system error, and model names may hold one.
	nodeError.message = message;
	nodeError.description = description;
	nodeError.context.type = type;
	return nodeError;
}

/** n8n's own word for why it failed, where one fits: parts of n8n decide by it whether a wait can help. */
function failureOf({ type, status, retryAfterMs }: ErrorDetails): Failure | undefined {
	switch (type) {
		case 'rateLimit':
			return { cause: 'rate-limited', ...(retryAfterMs !== undefined && { retryAfterMs }) };
		case 'modelLoading':
			return { cause: 'temporarily-unavailable', ...(retryAfterMs !== undefined && { retryAfterMs }) };
		case 'billing':
			return { cause: 'quota-exhausted' };
		case 'authentication':
			return { cause: status === 401 ? 'credential-invalid' : 'configuration-invalid' };
		case 'notFound':
		case 'refusedHost':
			return { cause: 'configuration-invalid' };
		default:
			return undefined;
	}
}

function messageOf(error: InferenceError, { itemIndex, isTool }: ErrorContext): string {
	if (isTool) return [error.message, error.details.advice].filter(Boolean).join('. ');
	return itemIndex === undefined ? error.message : `${error.message} [item ${itemIndex}]`;
}
