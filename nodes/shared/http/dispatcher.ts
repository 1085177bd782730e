import { isIP, type LookupFunction } from 'node:net';
import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { HttpError } from './errors';

/** The rules that the host sets for outgoing connections; n8n's egress filter has this form. */
export interface Egress {
	validateUrl(url: URL): Promise<{ ok: true } | { ok: false; error: Error }>;
	/** Absent where the host allows everything. */
	validateConnectionHost?(host: string): { ok: true } | { ok: false; error: Error };
	createSecureLookup(): LookupFunction;
}

/** Idle connections are dropped before servers drop them: Node's servers do it after 5 s. */
const IDLE_MS = 4_000;
const CONNECT_MS = 10_000;
const MAX_HEADER_BYTES = 64 * 1024;

const PROXY_VARIABLES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

let open: Dispatcher | undefined;
const filtered = new WeakMap<Egress, Dispatcher>();

/**
 * The process's pool of connections: made at its first use, kept alive between calls and executions.
 * Each set of egress rules has a pool of its own, since names are resolved under its rules.
 */
export function dispatcherFor(egress: Egress | undefined): Dispatcher {
	if (egress === undefined) {
		open ??= makeDispatcher();
		return open;
	}
	const known = filtered.get(egress) ?? makeDispatcher(tellingRefusals(egress.createSecureLookup()));
	filtered.set(egress, known);
	return known;
}

/** A lookup whose refusals by the rules can be told from names that do not resolve: those have a code of the name service. */
function tellingRefusals(lookup: LookupFunction): LookupFunction {
	return (hostname, options, callback) => {
		lookup(hostname, options, (error, ...found) => {
			const isRefusal = error !== null && !/^(E[A-Z_]+)$/.test(String(error.code ?? ''));
			callback(
				isRefusal ? (new HttpError('refused', error.message, { cause: error }) as NodeJS.ErrnoException) : error,
				...found,
			);
		});
	};
}

function makeDispatcher(lookup?: LookupFunction): Dispatcher {
	const options: Agent.Options = {
		keepAliveTimeout: IDLE_MS,
		keepAliveMaxTimeout: IDLE_MS,
		keepAliveTimeoutThreshold: 1_000,
		maxHeaderSize: MAX_HEADER_BYTES,
		// Time is the caller's: one deadline covers connecting, waiting, headers and body.
		headersTimeout: 0,
		bodyTimeout: 0,
		connect: { timeout: CONNECT_MS, ...(lookup && { lookup }) },
	};
	const behindProxy = PROXY_VARIABLES.some((name) => process.env[name]);
	return behindProxy ? new EnvHttpProxyAgent(options) : new Agent(options);
}

/**
 * Asks the host's rules whether this address may be called, before anything is connected.
 * @throws {HttpError} `refused`
 */
export async function assertAllowed(url: URL, egress: Egress | undefined): Promise<void> {
	if (egress === undefined) return;
	const literal = url.hostname.replace(/^\[|\]$/g, '');
	const verdict =
		(isIP(literal) !== 0 ? egress.validateConnectionHost?.(literal) : undefined) ??
		(await egress.validateUrl(url).catch((error: unknown) => {
			throw new HttpError('unreachable', 'no connection', { cause: error });
		}));
	if (!verdict.ok) throw new HttpError('refused', verdict.error.message, { cause: verdict.error });
}
