import { Deadline } from '../http/deadline';
import { call } from './call';
import type { CallReport } from './callRequest';
import { unexpectedResponse } from './errors';
import type { JsonValue } from './json';
import type { Pacer } from './pacer';
import { readAnswer } from './response';
import type { RetryRules } from './retry';
import { assertTokenMayGo, type Service } from './service';
import { USER_AGENT } from './userAgent';

/** One GET of the Hub or the router, which costs nothing. */
export interface JsonRequest {
	readonly url: URL;
	/** Its token goes along where it is one of Hugging Face's. */
	readonly service: Service;
	readonly signal: AbortSignal;
	readonly pacer: Pacer;
	readonly rules: RetryRules;
	/** For all attempts, waits included; and for each of them. */
	readonly seconds: number;
	readonly attemptSeconds?: number;
	/** The model that is looked up. */
	readonly model?: string;
	/** Whom the request asks, and the label of its address in the credential. */
	readonly server: { readonly name: string; readonly field: string };
}

/** @throws {InferenceError} `unexpectedResponse` for an answer that is no JSON */
export async function getJson(request: JsonRequest): Promise<{ json: JsonValue; headers: CallReport['headers'] }> {
	const { url, service, signal, pacer, rules, seconds, attemptSeconds, model, server } = request;
	const headers: Record<string, string> = { accept: 'application/json', 'user-agent': USER_AGENT };
	if (service.token.startsWith('hf_')) {
		assertTokenMayGo(url, service);
		headers.authorization = `Bearer ${service.token}`;
	}
	const deadline = new Deadline(seconds, [signal]);
	try {
		const asked = { url, headers, isEndpoint: false, model, purpose: 'lookup' as const };
		const context = { egress: service.egress, deadline, rules, pacer, attemptSeconds };
		const { result, report } = await call(asked, context, readAnswer);
		if (result.kind === 'json') return { json: result.value, headers: report.headers };
	} finally {
		deadline.clear();
	}
	throw unexpectedResponse(`${server.name} at ${url.host} did not answer with JSON`, {
		advice: `Check '${server.field}' in the credential.`,
	});
}
