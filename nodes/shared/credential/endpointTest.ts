import { InferenceError } from '../client/errors';
import { isObject, jsonIn } from '../client/json';
import { below, isOpenAiUrl, rootOf } from '../client/openAiUrl';
import { isLoading } from '../client/retry';
import { pageTitle, wordsOf } from '../client/serverError';
import { programOf } from '../inference/servers';
import { PROBED, type Probe, type ProbedPath } from '../inference/servers/probes';

/** Result of a test: success or failure, and a sentence to show. */
export interface Verdict {
	readonly isOk: boolean;
	readonly message: string;
}

/** Sends one GET. Rejects without an answer. */
export type Ask = (url: URL) => Promise<{ readonly status: number; readonly text: string; readonly location?: string }>;

/**
 * Recognises the server program at an endpoint's address with a few short requests.
 * @param hasToken whether the requests carry a token; decides the wording of a rejection
 */
export async function testEndpoint(endpoint: URL, ask: Ask, hasToken: boolean): Promise<Verdict> {
	const root = serverOf(endpoint);
	const probes: Partial<Record<ProbedPath, Probe>> = {};
	for (const path of PROBED) {
		const found = await probe(below(root, path), ask);
		if ('verdict' in found) return found.verdict;
		const failure = failureOf(found, root, hasToken);
		if (failure !== undefined) return failure;
		probes[path] = found;
		const program = programOf(probes);
		if (program !== undefined) return { isOk: true, message: `${program}, at ${root.host}` };
	}
	return unknown(probes, root);
}

/** The server's root address. Users also paste longer ones. */
function serverOf(typed: URL): URL {
	return isOpenAiUrl(typed) || /\/rerank\/*$/.test(typed.pathname) ? rootOf(typed) : typed;
}

async function probe(url: URL, ask: Ask): Promise<Probe | { verdict: Verdict }> {
	try {
		const { status, text, location } = await ask(url);
		if (status >= 300 && status < 400)
			return {
				verdict: bad(
					`${url.host} redirects to ${location ?? 'another address'}`,
					"Enter that address as 'Endpoint URL'.",
				),
			};
		return { status, text, json: jsonIn(text) };
	} catch (error) {
		if (error instanceof InferenceError) return { verdict: bad(error.message, error.details.advice ?? '') };
		const reason = error instanceof Error ? error.message : String(error);
		return {
			verdict: bad(
				`${url.host} could not be reached: ${reason}`,
				"Check 'Endpoint URL'. The server must be running and reachable from n8n.",
			),
		};
	}
}

/** A final failure: further requests cannot change it. */
function failureOf(answer: Probe, { host }: URL, hasToken: boolean): Verdict | undefined {
	const { status } = answer;
	const words = wordsOf(answer);
	const said = words === '' ? '' : `: ${words}`;
	if (status === 401 || status === 403) {
		if (!hasToken) return bad(`${host} requires a token (${status})${said}`, "Fill in 'Access Token'.");
		return bad(
			`${host} rejected the access token (${status})${said}`,
			"Check 'Access Token' for typing errors, and its permission for this endpoint.",
		);
	}
	// The Endpoints service's words for a paused endpoint.
	if (status === 400 && /invalid state|paused/i.test(words))
		return bad(`The endpoint at ${host} is paused${said}`, 'Resume it at https://endpoints.huggingface.co');
	if (isStarting(answer))
		return { isOk: true, message: `${host} is starting or asleep: calls wait for its model to load` };
	return status >= 500 ? bad(`${host} returned ${status}${said}`, "Check the server's logs.") : undefined;
}

/** llama.cpp and the Endpoints service return 503 while the model loads. */
function isStarting({ status, text, json }: Probe): boolean {
	const inner = isObject(json) && isObject(json.error) ? String(json.error.message ?? '') : text;
	return (
		status === 503 &&
		(inner === '' || isLoading({ status, headers: {}, text: inner, json, elapsedMs: 0 }) || /loading/i.test(inner))
	);
}

function isPage({ text, json, status }: Probe): boolean {
	return status === 200 && json === undefined && /^\s*<(!doctype|html)/i.test(text);
}

function titled({ text }: Probe): string {
	const title = pageTitle(text);
	return title === undefined ? '' : ` ("${title.slice(0, 100)}")`;
}

/** Judges an unrecognised server: a healthy one, or one that expects a POST, passes. A web page fails. */
function unknown(probes: Partial<Record<ProbedPath, Probe>>, { host, pathname }: URL): Verdict {
	const page = Object.values(probes).find(isPage);
	if (page !== undefined)
		return bad(
			`${host} shows a web page instead of a known inference server${titled(page)}`,
			"Check 'Endpoint URL': copy it from the endpoint's own page.",
		);
	const isWell = probes['/health']?.status === 200 || [200, 405].includes(probes['']?.status ?? 0);
	if (isWell) return { isOk: true, message: `An unknown server that answers, at ${host}` };
	const said = PROBED.map((path) => `${probes[path]?.status} at ${path || '/'}`).join(', ');
	return bad(`No known inference server answers at ${host}${pathname} (${said})`, "Check 'Endpoint URL'.");
}

function bad(what: string, advice: string): Verdict {
	return { isOk: false, message: `${what}. ${advice}` };
}
