import { sendBytes, sendJson, tokenOf, type Exchange } from '../exchange';
import { sendRefusal } from '../inference';
import { jobFile } from './jobs';
import { queues } from './queues';
import { isProvider, syncProvider } from './sync';

function file(exchange: Exchange): boolean {
	const found = jobFile(exchange);
	if (found !== undefined) sendBytes(exchange, 200, found.type, found.media);
	return found !== undefined;
}

/** The providers behind the router, at `/{provider}/...`, and the files that they make, at `/files/...`. */
export async function providers(exchange: Exchange): Promise<boolean> {
	const [, provider = '', path = ''] = /^\/([\w-]+)(\/.*)$/.exec(decodeURI(exchange.url.pathname)) ?? [];
	if (provider === 'files') return file(exchange);
	if (!isProvider(provider)) return false;
	// The server at home has an address of its own that is also a provider's name.
	if (provider === 'openai') return false;
	try {
		if (!/^hf_(?!invalid$)/.test(tokenOf(exchange)))
			sendJson(exchange, 401, { error: 'Invalid username or password.' });
		else return (await syncProvider(exchange, provider, path)) || (queues[provider]?.(exchange, path) ?? false);
	} catch (error) {
		sendRefusal(exchange, error);
	}
	return true;
}
