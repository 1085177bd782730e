import { isObject, type JsonObject, type JsonValue } from '../client/json';

/** A server's answer to a GET of one address. */
export interface Probe {
	readonly status: number;
	readonly text: string;
	/** The parsed answer, if it is JSON. */
	readonly json?: JsonValue;
}

/** Paths that tell programs apart. The first one shows at once whether anything answers. */
export const PROBED = ['/health', '/info', '/v1/models', ''] as const;
export type ProbedPath = (typeof PROBED)[number];
export type Probes = Readonly<Partial<Record<ProbedPath, Probe>>>;

const MOST_MODELS = 10;
const LONGEST_NAME = 200;

/**
 * Recognises a server program by its answers. Returns its name in words, or undefined.
 * Sources: the programs' own routes (text-generation-inference `router/src/server.rs`, text-embeddings-inference
 * `router/src/http/server.rs`, huggingface-inference-toolkit `webservice_starlette.py`, hf-serve `routers/`,
 * api-inference-community `routes.py`), and for `owned_by` those of vLLM, llama.cpp and Ollama.
 */
export function programOf(probes: Probes): string | undefined {
	return byInfo(probes['/info']) ?? byModels(probes) ?? byHealth(probes) ?? byRoot(probes['']);
}

function byInfo(probe: Probe | undefined): string | undefined {
	const info = answered(probe);
	if (!isObject(info) || typeof info.model_id !== 'string') return undefined;
	const version = typeof info.version === 'string' ? ` ${short(info.version)}` : '';
	const program = isObject(info.model_type)
		? 'Text Embeddings Inference'
		: 'router' in info || 'max_total_tokens' in info
			? 'TGI'
			: undefined;
	return program && `${program}${version} serving ${short(info.model_id)}`;
}

/** Programs by the `owned_by` of their models, for servers with OpenAI's protocol. */
const OWNERS: Readonly<Record<string, string | undefined>> = { vllm: 'vLLM', llamacpp: 'llama.cpp', library: 'Ollama' };

function byModels(probes: Probes): string | undefined {
	const list = answered(probes['/v1/models']);
	const data = isObject(list) && Array.isArray(list.data) ? list.data.filter(isObject) : undefined;
	if (data === undefined) return undefined;
	const names = data.map(({ id }) => short(String(id ?? ''))).filter((name) => name !== '');
	const program = programOfModels(data, probes);
	if (names.length === 0) return `${program} without a model`;
	const named = names.slice(0, MOST_MODELS).join(', ') + (names.length > MOST_MODELS ? ', ...' : '');
	return names.length === 1 ? `${program} serving ${named}` : `${program} with ${names.length} models: ${named}`;
}

function programOfModels([first]: readonly JsonObject[], { '/health': health }: Probes): string {
	const owner = String(first?.owned_by ?? '');
	const isOrganization = owner !== '' && String(first?.id ?? '').startsWith(`${owner}/`);
	return OWNERS[owner] ?? (isOrganization && saysStatusOk(health) ? 'hf-serve' : 'An OpenAI-compatible server');
}

function byHealth({ '/health': health, '': root }: Probes): string | undefined {
	if (saysStatusOk(health) && root?.status === 405) return 'An Inference Endpoint, probably with hf-serve';
	const isPlain = health?.status === 200 && /^ok$/i.test(health.text.trim());
	return isPlain && root?.status === 200 ? 'An Inference Endpoint, probably with the default container' : undefined;
}

function saysStatusOk(health: Probe | undefined): boolean {
	const json = answered(health);
	return isObject(json) && json.status === 'ok';
}

function byRoot(root: Probe | undefined): string | undefined {
	const json = answered(root);
	return isObject(json) && json.ok === 'ok' ? 'One of the community images' : undefined;
}

function answered(probe: Probe | undefined): JsonValue | undefined {
	return probe?.status === 200 ? probe.json : undefined;
}

function short(name: string): string {
	return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}
