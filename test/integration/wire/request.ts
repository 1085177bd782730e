import type { JsonObject, JsonValue } from '../../../nodes/shared/client/json';

/** Whether a model's own address is called, or hf-inference behind the router. */
export type Place = 'endpoint' | 'router';

/** The parts of a request that a server acts on. */
export interface WireRequest {
	readonly method: string;
	readonly path: string;
	readonly contentType: string;
	/** The body where it is JSON. */
	readonly json?: JsonValue;
	/** The body where it is a file, in base64. */
	readonly bytes?: string;
}

/** One call in the official client's terms. */
export interface Arguments {
	readonly task: string;
	readonly place: Place;
	readonly inputs: JsonObject;
	/** Values of the API's parameters by their paths in the request, as the schemas give them. */
	readonly parameters: ReadonlyMap<string, JsonValue>;
	readonly file?: { readonly bytes: Buffer; readonly type: string };
}

/** A request with a JSON body. */
export function asJson({ method, path }: WireRequest, json: JsonValue): WireRequest {
	return { method, path, contentType: 'application/json', json };
}

/** A request with the bytes of a file as its body. */
export function asFile({ method, path }: WireRequest, { file }: Arguments): WireRequest {
	return { method, path, contentType: file?.type ?? '', bytes: file?.bytes.toString('base64') };
}

/** Places each value at its dot path. */
export function nested(values: ReadonlyMap<string, JsonValue>): JsonObject {
	const root: JsonObject = {};
	for (const [path, value] of values) {
		const keys = path.split('.');
		const last = keys.pop() ?? path;
		const parent = keys.reduce<JsonObject>((object, key) => (object[key] ??= {}) as JsonObject, root);
		parent[last] = value;
	}
	return root;
}
