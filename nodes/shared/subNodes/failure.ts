import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';
import { toInferenceError, toNodeError } from '../n8n/errors';
import type { Masking } from '../n8n/masking';
import { fittingAdvice } from './advice';

export type NodeFailure = NodeApiError | NodeOperationError;

/** Whose failure it is. */
export interface Failing {
	readonly node: INode;
	readonly masking: Masking;
	/** Labels of the node's fields: advice names no others. */
	readonly labels: ReadonlySet<string>;
}

/**
 * Any error as n8n's own, so that its message and description arrive at the root node.
 * @param isAlone whether the description is read without the message, as in a streamed response
 */
export function nodeErrorOf(error: unknown, { node, masking, labels }: Failing, isAlone = false): NodeFailure {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const failure = toInferenceError(error);
	const { advice, response } = failure.details;
	const fitting = advice === undefined ? undefined : fittingAdvice(advice, labels);
	const words = isAlone ? [failure.message.replace(/\.$/, ''), fitting].filter(Boolean).join('. ') : fitting;
	const nodeError = toNodeError(failure.but({ advice: words }), { node, isTool: false, masking });
	// An answer that was paid for and could not be used stays with the error.
	if (response !== undefined) nodeError.context.response = masking.json({ response } as JsonObject as never).response;
	return nodeError;
}

/** Throws an error of `supplyData`: n8n shows such an error as it is, and any other without its description. */
export function failSupply(error: NodeFailure): never {
	error.functionality = 'configuration-node';
	throw error;
}
