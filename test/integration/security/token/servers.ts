import { LoggerProxy, type IDataObject } from 'n8n-workflow';
import { inspect } from 'node:util';
import { startHostile, type Hostile, type Play } from '../../faults/hostile';
import { runNode, type RunOptions, type RunResult } from '../../support/engine';
import { outboundHttp, type EgressFilter } from '../support';

export const TOKEN = 'hf_SecretTokenAbCdEfGhIjKlMnOpQrSt';
/** A header that the user adds to requests. */
export const SECRET_HEADER = 'x-secret-of-mine';
export const PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

const NO_CONNECTION = 'this test makes no connection outside';

/** What each test starts with anew: two servers that remember every request, and what was seen beside them. */
export interface Servers {
	/** The server that may have the token. */
	readonly home: Hostile;
	/** One that may not. */
	readonly away: Hostile;
	/** What they play, where a test does not want a model that works. */
	play: Play;
	playAway: Play;
	/** Addresses for which a connection was about to be made. */
	readonly contacted: string[];
	readonly logged: string[];
	/** The credential that leads to `home`. */
	readonly credential: (more?: IDataObject) => IDataObject;
	/** A text with the hosts and ports of the servers in it. */
	readonly filled: (text: string) => string;
	/** Runs the node with that credential; a failure becomes the item's. */
	readonly run: (parameters: IDataObject, more?: Partial<RunOptions>) => Promise<RunResult>;
	readonly expectNothingAway: () => void;
}

/** Starts both servers for a test file, and takes n8n's rules for connections and its log. */
export function useServers(): Servers {
	let home: Hostile | undefined;
	let away: Hostile | undefined;
	const servers: Servers = {
		get home() {
			return running(home);
		},
		get away() {
			return running(away);
		},
		play: ({ serve }) => serve(),
		playAway: ({ serve }) => serve(),
		contacted: [],
		logged: [],
		credential: (more = {}) => ({ accessToken: TOKEN, hubUrl: servers.home.url, routerUrl: servers.home.url, ...more }),
		filled: (text) =>
			text
				.replaceAll('{away}', servers.away.host)
				.replaceAll('{port}', String(servers.away.port))
				.replaceAll('{home}', servers.home.host),
		run: async (parameters, more = {}) =>
			await runNode({ parameters, credential: servers.credential(), onError: 'continueRegularOutput', ...more }),
		expectNothingAway: () => expect(servers.away.requests).toHaveLength(0),
	};

	beforeAll(async () => {
		home = await startHostile((exchange) => servers.play(exchange));
		away = await startHostile((exchange) => servers.playAway(exchange));
		jest.spyOn(await outboundHttp(), 'egressFilter').mockReturnValue(loopbackAlone(servers.contacted));
		const log = (...words: unknown[]): void =>
			void servers.logged.push(inspect(words, { depth: 10, maxStringLength: null }));
		LoggerProxy.init({ error: log, warn: log, info: log, debug: log, verbose: log, log } as unknown as Parameters<
			typeof LoggerProxy.init
		>[0]);
	});

	beforeEach(() => {
		servers.play = ({ serve }) => serve();
		servers.playAway = ({ serve }) => serve();
		for (const list of [servers.contacted, servers.logged, servers.home.requests, servers.away.requests])
			list.length = 0;
	});

	afterAll(async () => {
		await home?.close();
		await away?.close();
	});

	return servers;
}

function running(server: Hostile | undefined): Hostile {
	if (server === undefined) throw new Error('the servers are not running yet');
	return server;
}

/** Rules that allow connections to this host alone, take every name for it, and note what was asked for. */
function loopbackAlone(contacted: string[]): EgressFilter {
	return {
		validateUrl: async (url) => {
			contacted.push(new URL(url).host);
			return /^(127\.0\.0\.1|localhost)$/.test(new URL(url).hostname)
				? { ok: true, result: undefined }
				: { ok: false, error: new Error(NO_CONNECTION) };
		},
		validateConnectionHost: (host) => {
			contacted.push(host);
			return host === '127.0.0.1' || host === '::1'
				? { ok: true, result: undefined }
				: { ok: false, error: new Error(NO_CONNECTION) };
		},
		createSecureLookup: () => (_name, options, done) =>
			options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
	};
}

/** The field Model with a URL in it. */
export function url(value: string): IDataObject {
	return { __rl: true, mode: 'url', value };
}

/** Parameters of a text classification. */
export function classify(more: IDataObject): IDataObject {
	return { operation: 'text-classification', text: 'hello', ...more };
}

/** What the first item says of its failure. */
export function detailsOf(result: RunResult): IDataObject {
	return (result.json[0]?.details ?? {}) as IDataObject;
}

/** The `Authorization` of every request that a server got. */
export function authorizations(server: Hostile): unknown[] {
	return server.requests.map(({ headers }) => headers.authorization);
}
