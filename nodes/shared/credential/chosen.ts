import { NodeOperationError, type INode } from 'n8n-workflow';
import { CREDENTIAL } from './service';

/** @throws {NodeOperationError} where the node has no credential */
export function assertCredentialChosen(node: INode): void {
	if (node.credentials?.[CREDENTIAL] !== undefined) return;
	throw new NodeOperationError(node, 'No credential is chosen', {
		description:
			"Choose or create one in 'Credential for Hugging Face Inference API', or set " +
			"'Authentication' to 'None (public endpoint)'.",
	});
}
