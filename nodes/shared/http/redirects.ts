import { HttpError } from './errors';
import { exchange, type HttpRequest, type HttpResponse, type Transport } from './exchange';
import { readUrl } from './url';

const MAX_REDIRECTS = 5;
const MAX_REMEMBERED = 1_000;
/** With these a server says that a remembered target is gone; nothing ran. */
const GONE = [404, 405, 410];

/**
 * Where servers sent requests on to. hf-serve answers every file with a redirect after the whole body was sent, and the
 * target depends on the content type: what is remembered is asked directly the next time.
 */
export class Redirects {
	private readonly targets = new Map<string, URL>();

	/** The target of an earlier request like this one. */
	targetOf(request: HttpRequest): URL | undefined {
		return this.targets.size === 0 ? undefined : this.targets.get(keyOf(request));
	}

	remember(request: HttpRequest, target: URL): void {
		if (this.targets.size < MAX_REMEMBERED) this.targets.set(keyOf(request), target);
	}

	forget(request: HttpRequest): void {
		this.targets.delete(keyOf(request));
	}
}

function keyOf({ method, url, headers }: HttpRequest): string {
	return [method, url.href, headers['content-type'] ?? ''].join(' ');
}

/**
 * Sends a request that has a body or a token. 307 and 308 on the same origin are followed with method, body and
 * headers (Hugging Face's own servers answer so); any other redirect is refused, since body and token would leave.
 * @param known targets of earlier requests, which are asked at once; a target that is gone is forgotten
 * @throws {HttpError} `refused` for a redirect elsewhere, and what {@link exchange} throws
 */
export function send(request: HttpRequest, transport: Transport, known?: Redirects): Promise<HttpResponse> {
	const target = known?.targetOf(request);
	return known === undefined || target === undefined
		? follow(request, transport, known)
		: sendOn({ request, target }, transport, known);
}

/** Sends a request to the target of an earlier one. */
async function sendOn(
	{ request, target }: { request: HttpRequest; target: URL },
	transport: Transport,
	known: Redirects,
): Promise<HttpResponse> {
	const response = await exchange({ ...request, url: target }, transport);
	const isMoved = GONE.includes(response.status) || redirectTarget(response) !== undefined;
	if (!isMoved) return response;
	response.body.destroy();
	known.forget(request);
	return await follow(request, transport, known);
}

async function follow(request: HttpRequest, transport: Transport, known: Redirects | undefined): Promise<HttpResponse> {
	let url = request.url;
	for (let hops = 0; ; hops++) {
		const response = await exchange(hops === 0 ? request : { ...request, url }, transport);
		const target = redirectTarget(response);
		if (target === undefined) {
			if (hops > 0 && !GONE.includes(response.status)) known?.remember(request, url);
			return response;
		}
		response.body.destroy();
		if (response.status !== 307 && response.status !== 308) {
			throw new HttpError(
				'refused',
				`the server answered with a redirect (${response.status}) to ${describe(target)}, which would lose the request`,
			);
		}
		if (target.origin !== url.origin) {
			throw new HttpError('refused', `the server sends the request on to another server, ${describe(target)}`);
		}
		if (hops === MAX_REDIRECTS) throw new HttpError('limit', `the server redirected more than ${MAX_REDIRECTS} times`);
		url = target;
	}
}

/**
 * Fetches a public address, following up to five redirects to any host. Carries no header but its own, so that no
 * token can leave with it.
 * @throws {HttpError} `limit` after five redirects, `refused` for anything but http(s), and what {@link exchange}
 * throws
 */
export async function fetchPublic(
	address: URL,
	headers: Readonly<Record<string, string>>,
	transport: Transport,
): Promise<HttpResponse> {
	let url = address;
	for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
		const response = await exchange({ method: 'GET', url, headers }, transport);
		const target = redirectTarget(response);
		if (target === undefined) return response;
		response.body.destroy();
		if (!/^https?:$/.test(target.protocol)) throw new HttpError('refused', `a redirect leads to ${describe(target)}`);
		url = target;
	}
	throw new HttpError('limit', `the server redirected more than ${MAX_REDIRECTS} times`);
}

function redirectTarget(response: HttpResponse): URL | undefined {
	const { location } = response.headers;
	if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return undefined;
	const target = readUrl(location, response.url.href);
	if (target === undefined) throw new HttpError('refused', 'the server answered with a redirect that leads nowhere');
	return target;
}

function describe(url: URL): string {
	return url.protocol.startsWith('http') ? url.origin : url.protocol;
}
