import { isIP } from 'node:net';
import { readUrl } from '../http/url';
import { InferenceError, invalidInput } from './errors';

/** Where the token of a credential may go. */
export interface TokenPolicy {
	/** Addresses that the credential itself names: Hub, router and endpoint. */
	readonly origins: readonly string[];
	/** Further hosts that its owner allows: `host`, `host:port` or `http://host`. */
	readonly allowedHosts: readonly string[];
}

/** Labels of a dedicated endpoint's address, as the Endpoints service makes them. */
const ENDPOINT_HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+endpoints\.huggingface\.cloud$/;
const LOCAL_NAMES = ['localhost', 'local', 'internal', 'lan', 'home.arpa', 'test'];

/**
 * Parses an address that a request is about to go to.
 * @throws {InferenceError} `invalidInput` for anything but http(s), and for user names and passwords in it
 */
export function parseUrl(address: string, field: string): URL {
	const typed = address.trim();
	const url = readUrl(typed);
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		throw invalidInput(
			`'${field}' is not a web address: ${address.slice(0, 200)}`,
			`Write the whole address in '${field}', starting with https://`,
		);
	}
	if (url.username !== '' || url.password !== '') {
		throw invalidInput(
			`The address in '${field}' holds a user name or password`,
			'Take it out of the address, and put the access token into the credential',
		);
	}
	// Such characters are taken out of host names without a word: what would be called is not what was read.
	if (/\p{Cf}/u.test(typed)) {
		throw new InferenceError(`The address in '${field}' holds characters that are not seen`, {
			type: 'refusedHost',
			advice: "Type the address anew. If the server is yours, add its host to 'Allowed Hosts' in the credential.",
		});
	}
	return url;
}

/**
 * Refuses a URL that must not receive the token. Nothing is connected before.
 * @throws {InferenceError} `refusedHost`, with the way to allow the host
 */
export function assertMayReceiveToken(url: URL, policy: TokenPolicy): void {
	const consent = consentOf(url, policy);
	if (consent === 'none') {
		throw new InferenceError(`The access token is not sent to ${url.host}`, {
			type: 'refusedHost',
			advice:
				`If this server is yours, add '${url.host}' to 'Allowed Hosts' in the credential, or set its ` +
				"'Endpoint URL' to this address. To call it without a token, set 'Authentication' to " +
				"'None (public endpoint)'.",
		});
	}
	if (url.protocol === 'http:' && consent !== 'plain' && !isLocalHost(hostOf(url))) {
		throw new InferenceError(
			`The access token is not sent to ${url.host} over http, where anyone on the way can read it`,
			{
				type: 'refusedHost',
				advice:
					`Use https:// in the address, or add 'http://${url.host}' to 'Allowed Hosts' in the ` +
					'credential if you accept that.',
			},
		);
	}
}

type Consent = 'none' | 'secure' | 'plain';

function consentOf(url: URL, policy: TokenPolicy): Consent {
	const entries = policy.allowedHosts.map(parseAllowed).filter((entry) => entry !== undefined);
	const allowed = entries.filter((entry) => matches(entry, url));
	if (url.protocol === 'http:' && allowed.some((entry) => entry.plain)) return 'plain';
	if (allowed.length > 0 || policy.origins.includes(url.origin)) return 'secure';
	return url.protocol === 'https:' && url.port === '' && ENDPOINT_HOST.test(url.hostname) ? 'secure' : 'none';
}

interface AllowedHost {
	readonly host: string;
	readonly port?: string;
	readonly plain: boolean;
}

function parseAllowed(entry: string): AllowedHost | undefined {
	const plain = /^http:\/\//i.test(entry);
	const bare = entry.trim().replace(/^https?:\/\//i, '');
	const url = bare === '' ? undefined : readUrl(`http://${bare}`);
	if (url === undefined) return undefined;
	const isHostAlone =
		url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && !bare.includes('*');
	const port = /:(\d+)\/?$/.exec(bare.replace(/^\[[^\]]*\]/, ''))?.[1];
	return isHostAlone ? { host: hostOf(url), port, plain } : undefined;
}

function matches(entry: AllowedHost, url: URL): boolean {
	const port = url.port || (url.protocol === 'https:' ? '443' : '80');
	return entry.host === hostOf(url) && (entry.port === undefined || entry.port === port);
}

/** The host in its one form: lower case, without brackets; a trailing dot stays, so that `host.` is not `host`. */
function hostOf(url: URL): string {
	return url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
}

/** Hosts that no public name server knows: one label, a reserved ending, or a private address. */
export function isLocalHost(host: string): boolean {
	if (isIP(host) !== 0) return isPrivateAddress(host);
	return !host.includes('.') || LOCAL_NAMES.some((name) => host.endsWith(`.${name}`));
}

function isPrivateAddress(address: string): boolean {
	const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
	if (mapped?.[1] !== undefined && mapped[2] !== undefined) return isPrivateIpv4(ipv4OfWords(mapped[1], mapped[2]));
	if (isIP(address) === 4) return isPrivateIpv4(address);
	return address === '::1' || /^f[cd]/i.test(address) || /^fe[89ab]/i.test(address);
}

function isPrivateIpv4(address: string): boolean {
	const [a = 0, b = 0] = address.split('.').map(Number);
	return (
		a === 127 || a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254)
	);
}

function ipv4OfWords(high: string, low: string): string {
	const [h, l] = [parseInt(high, 16), parseInt(low, 16)];
	return [h >> 8, h & 255, l >> 8, l & 255].join('.');
}
