import type { INode } from 'n8n-workflow';
import { makeService, type Service, type ServiceSettings } from '../client/service';
import type { Egress } from '../http/dispatcher';
import { assertCredentialDomains } from './domains';

/** The credential's name in n8n. */
export const CREDENTIAL = 'huggingFaceInferenceApi';

/** The part of a context of n8n's that knows its rules for outgoing connections. */
export interface EgressHelpers {
	readonly getSecureEgressFilter?: unknown;
}

/**
 * The service of a credential, held to the domains that n8n allows the credential.
 * @param credential its fields; empty for anonymous calls
 * @throws {InferenceError} `invalidInput` for fields that cannot be used
 */
export function serviceOf(
	credential: ServiceSettings,
	{ node, helpers }: { node: INode; helpers?: EgressHelpers },
): Service {
	const service = makeService(credential, helpers && egressOf(helpers));
	const isOwn = (url: URL): boolean => service.policy.origins.includes(url.origin);
	return { ...service, assertDomain: (url) => assertCredentialDomains(node, credential, { url, isOwn: isOwn(url) }) };
}

/** n8n's rules for outgoing connections; versions of n8n without them allow everything. */
export function egressOf({ getSecureEgressFilter }: EgressHelpers): Egress | undefined {
	return typeof getSecureEgressFilter === 'function' ? (getSecureEgressFilter() as Egress) : undefined;
}
