import 'reflect-metadata';
import { inspect } from 'node:util';
import { Container } from '@n8n/di';
import type { LookupFunction } from 'node:net';
import { loadPackage, type RunResult } from '../support/engine';

/** Rules for outgoing connections in the form of n8n's own. */
export interface EgressFilter {
	validateUrl: (url: string | URL) => Promise<{ ok: true; result: undefined } | { ok: false; error: Error }>;
	validateConnectionHost?: (host: string) => { ok: true; result: undefined } | { ok: false; error: Error };
	createSecureLookup: () => LookupFunction;
}

interface OutboundHttp {
	egressFilter: () => EgressFilter;
}

/** n8n's service that hands out these rules, from the container that the engine uses. */
export async function outboundHttp(): Promise<OutboundHttp> {
	await loadPackage();
	const { OutboundHttp: type }: { OutboundHttp: unknown } = await import('@n8n/backend-network');
	return Container.get(type as new () => OutboundHttp);
}

/** Everything that a run shows to anyone, as one text. */
export function allThatIsShown(result: RunResult): string {
	const { error, items, failed, hints } = result;
	const shown = {
		items,
		failed,
		hints,
		error,
		message: error?.message,
		description: error?.description,
		stack: error?.stack,
	};
	return `${JSON.stringify({ items, failed, hints })} ${inspect(shown, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null })}`;
}
