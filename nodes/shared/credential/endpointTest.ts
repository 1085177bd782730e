import { InferenceError } from '../client/errors';
import { isObject, jsonIn } from '../client/json';
import { isLoading } from '../client/retry';
import { pageTitle, wordsOf } from '../client/serverError';
import { programOf } from '../inference/servers';
import { PROBED, type Probe, type ProbedPath } from '../inference/servers/probes';

/** What a test came to: whether all is well, and the sentence to show. */
export interface Verdict {
	readonly isOk: boolean;
	readonly message: string;
}

/** One GET; rejects where there is no answer. */
export type Ask = (url: URL) => Promise<{ readonly status: number; readonly text: string; readonly location?: string }>;

/**
 * Looks which program answers at an endpoint's address, with a few short requests.
 * @param hasToken whether the requests carry a token, for the words about a refusal
 */
export async function testEndpoint(endpoint: URL, ask: Ask, hasToken: boolean): Promise<Verdict> {
	const root = rootOf(endpoint);
	const probes: Partial<Record<ProbedPath, Probe>> = {};
	for (const path of PROBED) {
		const found = await probe(at(root, path), ask);
		if ('verdict' in found) return found.verdict;
		const failure = failureOf(found, root, hasToken);
		if (failure !== undefined) return failure;
		probes[path] = found;
		const program = programOf(probes);
		if (program !== undefined) return { isOk: true, message: `${program}, at ${root.host}` };
	}
	return unknown(probes, root);
}

/** The server's own address, however much of it was pasted. */
function rootOf(typed: URL): URL {
	const url = new URL(typed);
	url.pathname = url.pathname
		.replace(/\/+$/, '')
		.replace(/\/v1(\/(chat\/completions|completions|embeddings|models))?$/, '');
	return url;
}

function at(root: URL, path: string): URL {
	const url = new URL(root);
	url.pathname = `${root.pathname.replace(/\/+$/, '')}${path}`;
	return url;
}

async function probe(url: URL, ask: Ask): Promise<Probe | { verdict: Verdict }> {
	try {
		const { status, text, location } = await ask(url);
		if (status >= 300 && status < 400)
			return {
				verdict: bad(
					`${url.host} sends on to ${location ?? 'another address'}`,
					"Write that address into 'Endpoint URL'.",
				),
			};
		return { status, text, json: jsonIn(text) };
	} catch (error) {
		if (error instanceof InferenceError) return { verdict: bad(error.message, error.details.advice ?? '') };
		const reason = error instanceof Error ? error.message : String(error);
		return {
			verdict: bad(
				`${url.host} could not be reached: ${reason}`,
				"Check 'Endpoint URL', and that the server is running and may be called from this n8n.",
			),
		};
	}
}

/** What ends the test: nothing that is asked afterwards could change it. */
function failureOf(answer: Probe, { host }: URL, hasToken: boolean): Verdict | undefined {
	const { status } = answer;
	const words = wordsOf(answer);
	const said = words === '' ? '' : `: ${words}`;
	if (status === 401 || status === 403) {
		if (!hasToken) return bad(`${host} asks for a token (${status})${said}`, "Fill in 'Access Token'.");
		return bad(
			`${host} did not accept the access token (${status})${said}`,
			'It may be mistyped, or not be allowed to use this endpoint.',
		);
	}
	// Words of the Endpoints service for an endpoint that its owner paused.
	if (status === 400 && /invalid state|paused/i.test(words))
		return bad(`The endpoint at ${host} is paused${said}`, 'Resume it at https://endpoints.huggingface.co');
	if (isStarting(answer))
		return { isOk: true, message: `${host} is there, and starting or asleep: calls wait until its model is loaded` };
	return status >= 500
		? bad(`${host} answered with status ${status}${said}`, 'Look at the logs of the server.')
		: undefined;
}

/** llama.cpp and the Endpoints service say 503 as long as the model loads. */
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

/** A server that answers without telling what it is: it counts as one where it is well, or wants a POST. A page of its own tells nothing. */
function unknown(probes: Partial<Record<ProbedPath, Probe>>, { host, pathname }: URL): Verdict {
	const page = Object.values(probes).find(isPage);
	if (page !== undefined)
		return bad(
			`At ${host} there is a web page, and no inference server that is known${titled(page)}`,
			"Check 'Endpoint URL': it is the address that the endpoint's own page shows.",
		);
	const isWell = probes['/health']?.status === 200 || [200, 405].includes(probes['']?.status ?? 0);
	if (isWell) return { isOk: true, message: `A server that answers, at ${host}` };
	const said = PROBED.map((path) => `${probes[path]?.status} at ${path || '/'}`).join(', ');
	return bad(`No inference server that is known answers at ${host}${pathname} (${said})`, "Check 'Endpoint URL'.");
}

function bad(what: string, advice: string): Verdict {
	return { isOk: false, message: `${what}. ${advice}` };
}
