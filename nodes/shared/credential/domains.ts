import * as workflow from 'n8n-workflow';
import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { InferenceError } from '../client/errors';

/**
 * Honours the domains to which n8n lets a user restrict a credential.
 * @param isOwn whether the credential itself names the address: then "none" allows it
 * @throws {InferenceError} `refusedHost`
 */
export function assertCredentialDomains(
	node: INode,
	credential: object,
	{ url, isOwn }: { url: URL; isOwn: boolean },
): void {
	// Older versions of n8n have no such restriction.
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
	const reason = error instanceof Error ? error.message : String(error);
	return new InferenceError(`The credential may not be used for ${url.host}: ${reason}`, {
		type: 'refusedHost',
		advice: "Add this host to 'Allowed HTTP Request Domains' in the credential, or choose another address in 'Model'.",
		cause: error,
	});
}
