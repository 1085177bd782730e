/** Routes of OpenAI's protocol that users paste with the address. */
const ROUTES = /\/(chat\/completions|completions|embeddings|models)$/;

/** The address of a server up to `/v1`, without a route: everything that its other routes share. */
export function rootOf(typed: URL): URL {
	const url = new URL(typed);
	url.pathname = url.pathname.replace(/\/+$/, '').replace(ROUTES, '').replace(/\/v1$/, '');
	return url;
}

/** A route of OpenAI's protocol on a server, from any address of it. Keeps the query. */
export function openAiUrl(typed: URL, route: string): URL {
	const url = rootOf(typed);
	url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/${route}`;
	return url;
}

/** The chat route of a server, from the host, the address with `/v1`, or the whole path. */
export function chatUrl(typed: URL): URL {
	const url = new URL(typed);
	const path = url.pathname.replace(/\/+$/, '');
	if (path.endsWith('/chat/completions')) url.pathname = path;
	else url.pathname = path.endsWith('/v1') ? `${path}/chat/completions` : `${path}/v1/chat/completions`;
	return url;
}

/** Whether an address names OpenAI's protocol itself. */
export function isOpenAiUrl(url: URL): boolean {
	return /\/v1(\/embeddings)?\/*$/.test(url.pathname);
}
