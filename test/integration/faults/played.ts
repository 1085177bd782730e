import type { IDataObject } from 'n8n-workflow';
import type { RunOptions, RunResult } from '../support/engine';
import { json, startHostile, type Exchange, type Hostile, type Play, type Seen } from './hostile';

/** How long a test waits for what must happen: far longer than it takes, so that a slow machine breaks nothing. */
export const PATIENCE_MS = 20_000;

/** Starts servers for a test file, and closes them after it. */
export function useServers(): (play: Play, port?: number) => Promise<Hostile> {
	const servers: Hostile[] = [];
	afterAll(async () => {
		await Promise.all(servers.map(async (server) => await server.close()));
	});
	return async (play, port) => {
		const server = await startHostile(play, port);
		servers.push(server);
		return server;
	};
}

export const byUrl = (value: string): IDataObject => ({ __rl: true, mode: 'url', value });
export const byId = (value: string): IDataObject => ({ __rl: true, mode: 'id', value });

/** Text Classification of each item's text at a URL. */
export const classify = (url: string, options: IDataObject = {}): IDataObject => ({
	operation: 'text-classification',
	text: '={{ $json.text }}',
	model: byUrl(url),
	options: { timeout: 20, ...options },
});

export const texts = (count: number): RunOptions['items'] =>
	Array.from({ length: count }, (_, i) => ({ json: { text: `text ${i}` } }));

/** What each item shows: its label, or the type of its error. */
export const outcomes = ({ json: out }: Pick<RunResult, 'json'>): unknown[] =>
	out.map((item) => item.label ?? detailsOf(item).type);

export const detailsOf = (item: IDataObject | undefined): IDataObject => (item?.details ?? {}) as IDataObject;
export const repeated = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
export const posts = ({ requests }: Hostile): Seen[] => requests.filter(({ method }) => method === 'POST');
export const gets = ({ requests }: Hostile): Seen[] => requests.filter(({ method }) => method === 'GET');

/** A credential whose Hub and router are these servers. */
export const credentialFor = (hub: Hostile, router = hub): IDataObject => ({
	accessToken: 'hf_played_servers',
	hubUrl: hub.url,
	routerUrl: router.url,
});

/** The Hub's answer about any model: these providers serve it. */
export function mapped(task: string, ...providers: readonly string[]): object {
	const mapping = providers.map((provider) => ({
		provider,
		task,
		providerId: provider === 'fal-ai' ? 'fal-ai/flux' : 'the-model',
		status: 'live',
	}));
	return { inferenceProviderMapping: mapping };
}

/** Answers as the Hub to look-ups, and leaves all other requests to another play. */
export function asHub(about: object, other: Play): Play {
	return async (exchange: Exchange) => {
		if (exchange.seen.path.startsWith('/api/models/')) json(exchange.response, 200, about);
		else await other(exchange);
	};
}
