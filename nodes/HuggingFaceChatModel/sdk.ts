import { NodeOperationError, type INode } from 'n8n-workflow';
import { failSupply } from '../shared/subNodes/failure';

type Sdk = typeof import('@n8n/ai-node-sdk');

/** The first n8n that brings the SDK. */
const FIRST_N8N = '2.16';
/** Hugging Face in OpenAI's protocol. */
const ROUTER = 'https://router.huggingface.co/v1';

/**
 * n8n's SDK for chat models, loaded when it is needed: an older n8n must load the package without it.
 * @throws {NodeOperationError} that names the n8n that is needed
 */
export async function loadSdk(node: INode): Promise<Sdk> {
	const load = async (): Promise<Sdk> => await import('@n8n/ai-node-sdk');
	return await load().catch((error: unknown) => {
		const failure = new NodeOperationError(node, `Hugging Face Chat Model needs n8n ${FIRST_N8N} or newer`, {
			description: `Update n8n. Until then, use the OpenAI Chat Model with another base URL: ${ROUTER}.`,
		});
		failure.cause = error instanceof Error ? error : undefined;
		return failSupply(failure);
	});
}
