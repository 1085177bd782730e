import { isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { untilAborted } from './deadline';
import { HttpError } from './errors';
import { processStore } from './processWide';
import { ProxiedDispatcher, proxySettings } from './proxy';

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

const filtered = new WeakMap<Egress, Dispatcher>();

/**
 * The process's pool of connections: made at its first use, kept alive between calls and executions.
 * Each set of egress rules has a pool of its own, since names are resolved under its rules.
 */
export function dispatcherFor(egress: Egress | undefined): Dispatcher {
	if (egress === undefined) return openPools().for('open', () => makeDispatcher());
	const known = filtered.get(egress) ?? makeDispatcher(tellingRefusals(egress.createSecureLookup()));
	filtered.set(egress, known);
	return known;
}

function openPools() {
	return processStore<Dispatcher>('connections', { most: 1, idleMs: Infinity });
}

/**
 * A lookup whose refusals by the rules can be told from names that do not resolve: those have a code of the name
 * service.
 */
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
		// A busy process learns late that a server has closed a connection: it leaves it two seconds before.
		keepAliveTimeoutThreshold: 2_000,
		maxHeaderSize: MAX_HEADER_BYTES,
		// Time is the caller's: one deadline covers connecting, waiting, headers and body.
		headersTimeout: 0,
		bodyTimeout: 0,
		connect: { timeout: CONNECT_MS, ...(lookup && { lookup }) },
	};
	const proxies = proxySettings(process.env);
	return proxies === undefined ? new Agent(options) : new ProxiedDispatcher(proxies, options);
}

/**
 * Asks the host's rules whether an address may be called, before anything is connected. Addresses by number pass both
 * checks; a filter that throws refuses, unless it could not resolve the name.
 * @throws {HttpError} `refused`; `unreachable` where the name does not resolve; the signal's reason when it is aborted
 */
export async function assertAllowed(
	url: URL,
	{ egress, signal }: { egress?: Egress; signal: AbortSignal },
): Promise<void> {
	if (egress === undefined) return;
	const literal = url.hostname.replace(/^\[|\]$/g, '');
	if (isIP(literal) !== 0) assertOk(verdictOn(() => egress.validateConnectionHost?.(literal)));
	const validated = Promise.resolve(verdictOn(() => egress.validateUrl(url)));
	// A slow look-up of the name must not outlast the call.
	await untilAborted(validated, signal).then(assertOk, (error: unknown) => {
		signal.throwIfAborted();
		throw withoutVerdict(error);
	});
}

function verdictOn<T>(ask: () => T): T {
	try {
		return ask();
	} catch (error) {
		throw withoutVerdict(error);
	}
}

/** The failure of a filter that threw. */
function withoutVerdict(error: unknown): HttpError {
	return isNameError(error) ? new HttpError('unreachable', 'no connection', { cause: error }) : refusal(error);
}

function assertOk(verdict: { ok: true } | { ok: false; error: Error } | undefined): void {
	if (verdict?.ok === false) throw refusal(verdict.error);
}

function refusal(error: unknown): HttpError {
	return new HttpError('refused', error instanceof Error ? error.message : String(error), { cause: error });
}

/** Codes of the name service start with E and hold no underscore but in `EAI_`. */
function isNameError(error: unknown): boolean {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	return /^(ENOTFOUND|ENODATA|ESERVFAIL|ETIMEOUT|EREFUSED|ECONNREFUSED|EAI_[A-Z]+)$/.test(code);
}
