import { call } from '../../client/call';
import type { CallContext } from '../../client/callRequest';
import { below, rootOf } from '../../client/openAiUrl';
import { QUIET } from '../../client/pacer';
import { readAnswer } from '../../client/response';
import { programIn } from '../servers';
import { openAiServer } from '../servers/openAiServer';
import { modelsOf, type Probe, type Probes } from '../servers/probes';
import { whisperCpp } from '../servers/whisperCpp';
import type { OpenAiServer } from './form';

/** What a server answers about itself. */
export interface AskedServer extends OpenAiServer {
	/** Whether it speaks OpenAI's protocol. */
	readonly isOpenAi: boolean;
}

/** How a server is asked: at an address, with headers, under the limits of a call. */
export interface Asking {
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	readonly context: Omit<CallContext, 'pacer'>;
}

/** A server that was not asked. */
export const NOT_ASKED: AskedServer = { isOpenAi: false, models: [] };

/** The address of whisper.cpp's server names it. Source: whisper.cpp, `examples/server/server.cpp`. */
const WHISPER_CPP = /\/inference\/*$/;

/**
 * Asks a server what it is: for its list of models, and where it has none for its page. GETs cost nothing.
 * A server that does not answer is left to the request itself, whose error tells more.
 */
export async function askServer(asking: Asking): Promise<AskedServer> {
	if (WHISPER_CPP.test(asking.url.pathname)) return { isOpenAi: true, program: whisperCpp.name, models: [] };
	const root = rootOf(asking.url);
	const list = await ask(below(root, '/v1/models'), asking);
	const models = modelsOf({ '/v1/models': list });
	const page = models === undefined ? await ask(root, asking) : undefined;
	const probes: Probes = { '/v1/models': list, ...(page && { '': page }) };
	const program = programIn(probes);
	const isWhisperCpp = program === whisperCpp;
	return {
		isOpenAi: models !== undefined || isWhisperCpp,
		...(program !== undefined && program !== openAiServer && { program: program.name }),
		models: namesIn(models ?? []),
		...(isWhisperCpp && { speechPath: speechPathIn(page, root) }),
	};
}

/** The address of the form on whisper.cpp's page, below the server's root. `--inference-path` changes it. */
function speechPathIn(page: Probe | undefined, { pathname }: URL): string | undefined {
	const [, action] = /<form action="(\/[^"?#]*)"/.exec(page?.text ?? '') ?? [];
	const prefix = pathname.replace(/\/+$/, '');
	return action !== undefined && prefix !== '' && action.startsWith(`${prefix}/`)
		? action.slice(prefix.length)
		: action;
}

/** The names of the models that a server lists at `/v1/models`, or at `/models` like infinity; empty without a list. */
export async function listedModels(asking: Asking): Promise<readonly string[]> {
	const root = rootOf(asking.url);
	for (const path of ['/v1/models', '/models']) {
		const models = modelsOf({ '/v1/models': await ask(below(root, path), asking) });
		if (models !== undefined) return namesIn(models);
	}
	return [];
}

function namesIn(models: ReadonlyArray<{ readonly id?: unknown }>): string[] {
	return models.map(({ id }) => (typeof id === 'string' ? id : '')).filter((id) => id !== '');
}

async function ask(url: URL, { headers, context }: Asking): Promise<Probe | undefined> {
	const request = { url, headers, isEndpoint: true, purpose: 'lookup' as const };
	const rules = { maxRetries: 0, waitForModel: context.rules.waitForModel, retryInterrupted: false };
	try {
		const { result } = await call(request, { ...context, rules, pacer: QUIET }, readAnswer);
		if (result.kind === 'json') return { status: 200, text: '', json: result.value };
		return result.kind === 'text' ? { status: 200, text: result.text } : undefined;
	} catch {
		context.deadline.signal.throwIfAborted();
		return undefined;
	}
}
