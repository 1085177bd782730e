/** Routes of OpenAI's protocol, and of Jina's and Cohere's beside it, that users paste with the address. */
const ROUTES = [
	'chat/completions',
	'completions',
	'embeddings',
	'models',
	'rerank',
	'reranking',
	'audio/transcriptions',
	'audio/translations',
	'audio/speech',
	'images/generations',
	'images/edits',
];
const ROUTE = new RegExp(`/(${ROUTES.join('|')})$`);
/** Addresses that Text Embeddings Inference has too, in Hugging Face's form. */
const SHARED_ROUTE = /(?<!\/v\d+)\/(embeddings|rerank)$/;

/** The address of a server up to `/v1`, without a route: everything that its other routes share. */
export function rootOf(typed: URL): URL {
	return at(
		typed,
		pathOf(typed)
			.replace(ROUTE, '')
			.replace(/\/v[12]$/, ''),
	);
}

/** A route of OpenAI's protocol on a server, from any address of it. Keeps the query. */
export function openAiUrl(typed: URL, route: string): URL {
	return below(rootOf(typed), `/v1/${route}`);
}

/** An address below another one. */
export function below(root: URL, path: string): URL {
	return at(root, `${pathOf(root)}${path}`);
}

/** The chat route of a server, from the host, the address with `/v1`, or the whole path. */
export function chatUrl(typed: URL): URL {
	const path = pathOf(typed);
	if (path.endsWith('/chat/completions')) return at(typed, path);
	return at(typed, path.endsWith('/v1') ? `${path}/chat/completions` : `${path}/v1/chat/completions`);
}

/**
 * The addresses at which a server may serve a task, from any address of it.
 * @param routes below the server's root, the usual one first, e.g. `/v1/embeddings`
 * @returns the typed address alone where it is one of the routes, and no server of Hugging Face's has it
 */
export function addressesOf(typed: URL, routes: readonly string[]): URL[] {
	const path = pathOf(typed);
	const own = routes.some((route) => path.endsWith(route)) ? [at(typed, path)] : [];
	if (own.length > 0 && !isSharedUrl(typed)) return own;
	const root = rootOf(typed);
	const others = routes.map((route) => below(root, route));
	return [...own, ...others.filter(({ href }) => href !== own[0]?.href)];
}

/** Whether an address names OpenAI's protocol itself: by its version, or by a route that no other server has. */
export function isOpenAiUrl(typed: URL, routes: readonly string[] = []): boolean {
	const path = pathOf(typed);
	if (/\/v\d+$/.test(path.replace(ROUTE, ''))) return true;
	return routes.some((route) => path.endsWith(route)) && !isSharedUrl(typed);
}

/** Whether servers of both protocols have an address that ends so. */
export function isSharedUrl(typed: URL): boolean {
	return SHARED_ROUTE.test(pathOf(typed));
}

function pathOf({ pathname }: URL): string {
	return pathname.replace(/\/+$/, '');
}

function at(typed: URL, path: string): URL {
	const url = new URL(typed);
	url.pathname = path;
	return url;
}
