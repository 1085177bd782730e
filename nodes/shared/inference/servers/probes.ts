import { isObject, type JsonObject, type JsonValue } from '../../client/json';

/** A server's answer to a GET of one of its addresses. */
export interface Probe {
	readonly status: number;
	readonly text: string;
	/** The answer where it is JSON. */
	readonly json?: JsonValue;
}

/**
 * The addresses that tell programs apart, below the server's root; the first shows at once whether anything answers.
 */
export const PROBED = ['/health', '/info', '/v1/models', ''] as const;
export type ProbedPath = (typeof PROBED)[number];
export type Probes = Readonly<Partial<Record<ProbedPath, Probe>>>;

const MOST_MODELS = 10;
const LONGEST_NAME = 200;

/** The JSON of a successful answer. */
export function answered(probe: Probe | undefined): JsonValue | undefined {
	return probe?.status === 200 ? probe.json : undefined;
}

/** The models that a server of OpenAI's protocol lists; undefined where there is no such list. */
export function modelsOf({ '/v1/models': probe }: Probes): JsonObject[] | undefined {
	const list = answered(probe);
	return isObject(list) && Array.isArray(list.data) ? list.data.filter(isObject) : undefined;
}

/** The server's own description: `/info` of TEI and TGI. */
export function infoOf({ '/info': probe }: Probes): (JsonObject & { model_id: string }) | undefined {
	const info = answered(probe);
	return isObject(info) && typeof info.model_id === 'string' ? { ...info, model_id: info.model_id } : undefined;
}

/** Whether `/health` says `{"status":"ok"}`. */
export function saysStatusOk({ '/health': probe }: Probes): boolean {
	const json = answered(probe);
	return isObject(json) && json.status === 'ok';
}

/** `TGI 3.3.4 serving org/model`. */
export function serving(program: string, { model_id, version }: JsonObject & { model_id: string }): string {
	return `${program}${typeof version === 'string' ? ` ${short(version)}` : ''} serving ${short(model_id)}`;
}

/** A program with the models that it lists. */
export function withModels(program: string, models: readonly JsonObject[]): string {
	const names = models.map(({ id }) => short(String(id ?? ''))).filter((name) => name !== '');
	if (names.length === 0) return `${program} without a model`;
	const named = names.slice(0, MOST_MODELS).join(', ') + (names.length > MOST_MODELS ? ', ...' : '');
	return names.length === 1 ? `${program} serving ${named}` : `${program} with ${names.length} models: ${named}`;
}

/** The owner of the first listed model. */
export function ownerOf([first]: readonly JsonObject[]): string {
	return String(first?.owned_by ?? '');
}

/** A program of OpenAI's protocol, recognised by the owner of its models. */
export function ownedBy(owner: string, program: string): (probes: Probes) => string | undefined {
	return (probes) => {
		const models = modelsOf(probes);
		return models !== undefined && ownerOf(models) === owner ? withModels(program, models) : undefined;
	};
}

function short(name: string): string {
	return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}
