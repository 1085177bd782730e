import { Readable } from 'node:stream';
import type { FormPart } from '../../../nodes/shared/client/form';
import { InputFile } from '../../../nodes/shared/client/inputFile';
import type { Payload, PayloadObject } from '../../../nodes/shared/client/payload';
import type { OpenAiForm, OpenAiTarget } from '../../../nodes/shared/inference/openAi/form';

/** A file of one task. */
export function fileOf(fileName: string, mediaType: string): InputFile {
	return new InputFile({ open: async () => Readable.from([Buffer.from('bytes')]), size: 5, fileName, mediaType });
}

/** Where a request goes: to a program by its name in `servers/`, or to a server that does not tell. */
export interface At extends Partial<Omit<OpenAiTarget, 'url'>> {
	/** The address as the user pasted it. */
	readonly typed?: string;
}

/** What a form makes of a request: the addresses that it may go to, its payload, and what is left out. */
export function made(form: OpenAiForm, json: PayloadObject, at: At = {}) {
	const { typed = 'http://home:8000', ...more } = at;
	const server = { models: [], ...more };
	const routes = form.routes(json, server, new URL(typed));
	const target: OpenAiTarget = { streams: false, extras: [], ...server, url: new URL(`http://home:8000${routes[0]}`) };
	const payload = form.toPayload(json, target);
	return { routes, payload, leftOut: form.leavesOut?.(json, target) ?? [] };
}

/** The fields of a form by name, each with all of its values; a file stands as its name. */
export function fieldsIn(payload: Payload): Record<string, string[]> {
	const parts: readonly FormPart[] = 'form' in payload ? payload.form : [];
	const fields: Record<string, string[]> = {};
	for (const { name, value } of parts)
		(fields[name] ??= []).push(value instanceof InputFile ? (value.fileName ?? '') : value);
	return fields;
}
