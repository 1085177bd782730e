import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox';
import { runNode, type RunOptions, type RunResult } from '../support/engine';
import { useFreshSandbox } from '../support/sandbox';

export const TOOLS = JSON.stringify([{ type: 'function', function: { name: 'get_weather', parameters: {} } }]);

export const byId = (value: string): IDataObject => ({ __rl: true, mode: 'id', value });

/** Chats at a fresh sandbox, and what they sent. */
export interface Chats {
	readonly sandbox: () => Sandbox;
	readonly chat: (model: string, parameters?: IDataObject, more?: Partial<RunOptions>) => Promise<RunResult>;
	/** Runs with the router at a path of the sandbox, e.g. one of its faults. */
	readonly credential: (routerPath?: string) => IDataObject;
	/** The models that the chats named to the router. */
	readonly models: () => unknown[];
	/** The paths of chats, and of look-ups of the router's models. */
	readonly posts: () => string[];
	readonly lookups: () => string[];
}

/** A sandbox for each test: what the process knows of a router belongs to its address. */
export function useChats(): Chats {
	const { current, credential: plain } = useFreshSandbox();
	const credential = (routerPath = ''): IDataObject => plain({ routerUrl: `${current().url}${routerPath}` });
	const requests = (wanted: string) => current().requests.filter(({ method }) => method === wanted);
	return {
		sandbox: current,
		credential,
		chat: async (model, parameters = {}, more = {}) =>
			await runNode({
				parameters: { operation: 'chat-completion', prompt: 'Hello', model: byId(model), ...parameters },
				credential: credential(),
				...more,
			}),
		models: () => requests('POST').map(({ json }) => (json as IDataObject).model),
		posts: () => requests('POST').map(({ path }) => path),
		lookups: () => requests('GET').flatMap(({ path }) => (path.includes('/v1/models') ? [path] : [])),
	};
}

/** The texts of hints. */
export const hintsOf = ({ hints }: RunResult): string[] => hints.map(({ message }) => message);

/** The part of the metadata that tells the cost. */
export const costOf = ({ json }: RunResult, item = 0): unknown => (json[item]?._meta as IDataObject | undefined)?.cost;
