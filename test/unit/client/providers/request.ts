import { Readable } from 'node:stream';
import { makeService, type Service } from '../../../../nodes/shared/client/service';
import { InputFile } from '../../../../nodes/shared/client/inputFile';
import { isObject, type JsonValue } from '../../../../nodes/shared/client/json';
import { providerRequest, type ProviderRequest } from '../../../../nodes/shared/client/providers/official';
import type { Payload } from '../../../../nodes/shared/client/payload';

export const TOKEN = ['hf', 'unit', 'providers'].join('_');

export interface Asked {
	readonly provider: string;
	readonly task: string;
	readonly payload: Payload;
	readonly providerId?: string;
	readonly service?: Service;
	/** Parameters that have a field; all of them where it is absent. */
	readonly fields?: readonly string[];
}

/** The request that is made for a provider, without sending it. */
export async function requestFor({
	provider,
	task,
	payload,
	providerId,
	service,
	fields,
}: Asked): Promise<ProviderRequest> {
	return await providerRequest({
		task,
		mapping: { provider, providerId: providerId ?? 'its/model', hfModelId: 'org/model', status: 'live', task },
		payload,
		service: service ?? makeService({ accessToken: TOKEN }),
		headers: {},
		labelOf: (parameter) => (fields?.includes(parameter) === false ? undefined : parameter),
	});
}

/** What goes over the wire: JSON, or the fields of a form. */
export async function bodyOf({ payload }: ProviderRequest): Promise<JsonValue> {
	if (!('encoded' in payload)) throw new Error('the body is not encoded');
	const { content, contentType } = payload.encoded;
	if (typeof content === 'string') return JSON.parse(content) as JsonValue;
	const bytes = Buffer.concat(await (await content()).toArray());
	const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
	return Object.fromEntries([...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]));
}

/** The value at a dot path; undefined where there is none. */
export function at(body: JsonValue, path: string): JsonValue | undefined {
	if (isObject(body) && path in body) return body[path];
	return path
		.split('.')
		.reduce<JsonValue | undefined>((value, key) => (isObject(value) ? value[key] : undefined), body);
}

export function fileOfType(mediaType: string, bytes = Buffer.from('bytes')): InputFile {
	return new InputFile({
		open: () => Promise.resolve(Readable.from([bytes], { objectMode: false })),
		size: bytes.length,
		mediaType,
	});
}
