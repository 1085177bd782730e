import * as workflow from 'n8n-workflow';
import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { InferenceError } from '../client/errors';

/**
 * Enforces n8n's own domain restriction on a credential.
 * @param isOwn whether the credential itself contains this address: then it is allowed even under "none"
 * @throws {InferenceError} `refusedHost`
 */
export function assertCredentialDomains(node: INode, credential: object, url: URL, isOwn: boolean): void {
	// Older n8n versions have no such restriction.
	if (typeof workflow.assertCredentialAllowsUrl !== 'function') return;
	try {
		workflow.assertCredentialAllowsUrl({
			node,
			credentialData: credential as ICredentialDataDecryptedObject,
			url: url.href,
			...(isOwn && { pinnedUrl: url.href }),
		});
	} catch (error) {
		throw refused(url, error);
	}
}

function refused(url: URL, error: unknown): InferenceError {
	return new InferenceError(
		`The credential may not be used for ${url.host}: ${error instanceof Error ? error.message : String(error)}`,
		{
			type: 'refusedHost',
			advice:
				"Add this host to 'Allowed HTTP Request Domains' in the credential, or choose another address in 'Model'.",
			cause: error,
		},
	);
}
