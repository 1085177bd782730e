import { isObject, type JsonValue } from '../../client/json';
import type { Seen } from './program';

/** Fields of embeddings that several servers ignore. */
export const EMBEDDING = ['dimensions', 'encodingFormat', 'normalize', 'promptName', 'truncate', 'truncationDirection'];
export const TRUNCATING = ['truncate', 'truncationDirection'];

/** Whether an answer has the form of OpenAI's lists. */
export function hasData({ json }: Seen): boolean {
	return Array.isArray(under(json, 'data'));
}

/** Whether an answer is a ranking in the form of Jina and Cohere. */
export function hasResults({ json }: Seen): boolean {
	return Array.isArray(under(json, 'results'));
}

/** Whether the server says nothing of its work in headers. */
export function isBare({ headers }: Seen): boolean {
	return headers['x-compute-type'] === undefined;
}

/** Whether the answer is a file of such a server: those of OpenAI's protocol put pictures into JSON. */
export function isBareFile(seen: Seen): boolean {
	return isBare(seen) && seen.json === undefined;
}

export function fingerprint({ json }: Seen): string {
	const found = under(json, 'system_fingerprint');
	return typeof found === 'string' ? found : '';
}

export function isUuid(text: string): boolean {
	return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}

export function embeddings(json: JsonValue | undefined): JsonValue | undefined {
	return under(json, 'embeddings');
}

export function under(json: JsonValue | undefined, key: string): JsonValue | undefined {
	return isObject(json) ? json[key] : undefined;
}

/** How deep lists stand in lists, down to the first that holds something else. */
export function depthOf(json: JsonValue | undefined): number {
	return Array.isArray(json) ? 1 + depthOf(json[0]) : 0;
}
