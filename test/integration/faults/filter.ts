import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { outboundHttp, type EgressFilter } from '../security/support';
import type { Hostile } from './hostile';
import { credentialFor } from './played';

export const allowed = { ok: true, result: undefined } as const;

/** Lets n8n's filter for outgoing connections be this one, until the mocks are restored. */
export async function useFilter(filter: Partial<EgressFilter>): Promise<void> {
	jest.spyOn(await outboundHttp(), 'egressFilter').mockReturnValue({
		validateUrl: async () => allowed,
		validateConnectionHost: () => allowed,
		createSecureLookup: () => lookup as LookupFunction,
		...filter,
	});
}

export interface SlowNames {
	readonly filter: Partial<EgressFilter>;
	/** How often a name was asked for. */
	readonly waiting: () => number;
	/** Lets all names be found. */
	readonly letGo: () => void;
}

/** A filter that waits for the name service until it is let go. */
export function slowNames(): SlowNames {
	let letGo = (): void => {};
	const answered = new Promise<void>((resolve) => (letGo = resolve));
	let waiting = 0;
	const filter: Partial<EgressFilter> = {
		validateUrl: async () => {
			waiting += 1;
			await answered;
			return allowed;
		},
	};
	return { filter, waiting: () => waiting, letGo };
}

/** The address of a server by a name, which the filter looks up. */
export const byName = (url: string): string => url.replace('127.0.0.1', 'localhost');

/** A credential whose Hub and router are this server, by a name. */
export const withNames = (server: Hostile): IDataObject => credentialFor({ ...server, url: byName(server.url) });
