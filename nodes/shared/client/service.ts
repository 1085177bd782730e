import type { Egress } from '../http/dispatcher';
import { invalidInput } from './errors';
import { assertMayReceiveToken, parseUrl, type TokenPolicy } from './tokenPolicy';

/** What a credential holds, in the form that the client works with. */
export interface Service {
	/** Empty for anonymous calls. */
	readonly token: string;
	readonly organization: string;
	readonly endpointUrl: string;
	/** Without a slash at its end; may hold a path. */
	readonly hubUrl: string;
	readonly routerUrl: string;
	readonly policy: TokenPolicy;
	readonly egress?: Egress;
	/** Refuses addresses that a further restriction of the credential does not allow. */
	readonly assertDomain?: (url: URL) => void;
}

const HUB_URL = 'https://huggingface.co';
export const ROUTER_URL = 'https://router.huggingface.co';

/** The credential's fields, as they are stored. */
export interface ServiceSettings {
	readonly accessToken?: string;
	readonly organization?: string;
	readonly endpointUrl?: string;
	readonly allowedHosts?: string;
	readonly hubUrl?: string;
	readonly routerUrl?: string;
}

/**
 * Reads a credential's fields; without any, calls are anonymous and go to Hugging Face.
 * @throws {InferenceError} `invalidInput` for an address that is none, or a token or an organization that cannot be
 * sent
 */
export function makeService(settings: ServiceSettings, egress?: Egress): Service {
	const token = (settings.accessToken ?? '').trim();
	if (!/^[\x21-\x7e]*$/.test(token)) {
		throw invalidInput(
			"'Access Token' in the credential holds characters that no token has",
			'Copy the token again from https://huggingface.co/settings/tokens',
		);
	}
	const organization = (settings.organization ?? '').trim();
	if (!/^[\x20-\x7e]*$/.test(organization)) {
		throw invalidInput(
			"'Organization' in the credential holds characters that no name of an organization has",
			"Write it as in the address of the organization's page, e.g. my-company.",
		);
	}
	const hubUrl = address(settings.hubUrl, HUB_URL, 'Hub URL');
	const routerUrl = address(settings.routerUrl, ROUTER_URL, 'Router URL');
	const endpointUrl = settings.endpointUrl?.trim() ? parseUrl(settings.endpointUrl, 'Endpoint URL').href : '';
	const origins = [hubUrl, routerUrl, endpointUrl].filter((url) => url !== '').map((url) => new URL(url).origin);
	const allowedHosts = (settings.allowedHosts ?? '')
		.split(',')
		.map((host) => host.trim())
		.filter((host) => host !== '');
	return { token, organization, endpointUrl, hubUrl, routerUrl, policy: { origins, allowedHosts }, egress };
}

/**
 * Refuses an address that the credential's token must not go to; without a token every address may be called.
 * @throws {InferenceError} `refusedHost`
 */
export function assertTokenMayGo(url: URL, service: Service): void {
	if (service.token === '') return;
	assertMayReceiveToken(url, service.policy);
	service.assertDomain?.(url);
}

function address(value: string | undefined, otherwise: string, field: string): string {
	const text = value?.trim() ? value : otherwise;
	return parseUrl(text, field).href.replace(/\/+$/, '');
}
