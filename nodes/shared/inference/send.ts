import { call } from '../client/call';
import type { CallContext, CallResult } from '../client/callRequest';
import { readAnswer, type ServerAnswer } from '../client/response';
import { suffixOf } from '../client/choice';
import type { Route } from '../client/route';
import type { HttpResponse } from '../http/exchange';
import type { Composed } from './compose';
import type { Bill } from './figures/bill';
import type { Form } from './openAi/form';
import { listedModels } from './openAi/question';
import { apiNameOf, type InferenceRequest, type RunContext, type Take, type TaskProtocol } from './request';
import { rewriter } from './rewrite';
import { ignoredHints } from './servers/ignored';
import { noLesson } from './servers/memory';
import { joined } from './stream';

/** The answer of a provider that may still be at work. */
export interface JobAnswer {
	readonly kind: 'job';
	readonly answer: ServerAnswer;
	/** Whether it is in the provider's own form: a stream was joined to ours, and its text passed on. */
	readonly isOwnForm: boolean;
}

/** What came of a request: its result, or the answer of a provider that may still be at work. */
export type Received<T> = { readonly kind: 'taken'; readonly result: T } | JobAnswer;

/** A request that is ready to go out, and what is told of it. */
export interface Sending<T> {
	readonly request: InferenceRequest;
	readonly route: Route;
	readonly composed: Composed;
	readonly bill: Bill;
	readonly take: Take<T>;
	/** Told that the server took the request: it may be billed from now on. */
	readonly onBilled: () => void;
	/** Told which parameters the server ignored. */
	readonly onIgnored: (hints: readonly string[]) => void;
}

/**
 * Sends a request: paced and retried, in other forms where the server refuses the first one.
 * @throws {InferenceError}
 */
export function send<T>(sending: Sending<T>, run: RunContext): Promise<CallResult<Received<T>>> {
	const { request, route, composed } = sending;
	const lesson = noLesson();
	const context = contextOf(sending, run);
	let { form } = composed;
	const onForm = (other: Form): void => {
		form = other;
	};
	const outgoing = {
		...composed.sent,
		headers: composed.headers,
		model: route.model,
		...(route.kind !== 'endpoint' && { provider: route.provider }),
		isEndpoint: route.kind === 'endpoint',
		isAnonymous: composed.headers.authorization === undefined,
		rewrite: rewriter({ task: request.task, route, composed, models: listOf(sending, context), lesson, onForm }),
	};
	return call(outgoing, context, (response) => receive(sending, form, response)).then((called) => {
		run.memory.keep(route, lesson);
		return called;
	});
}

/** The models that a server lists, those that fit the task first. */
function listOf({ route, composed }: Sending<unknown>, context: CallContext): () => Promise<readonly string[]> {
	const { openAi, headers } = composed;
	return async () => {
		if (openAi !== undefined) return await openAi.models();
		return route.kind === 'endpoint' ? await listedModels({ url: route.url, headers, context }) : [];
	};
}

/** What a call goes under: the transport of the credential's service, and the pace of the place that it loads. */
export function contextOf({ request, route, composed }: Sending<unknown>, run: RunContext): CallContext {
	const { hub, deadline, settings, hint } = request;
	const { url } = composed.sent;
	const { egress, token } = hub.service;
	const pacer = run.pacing.pacerOf({
		service: run.pacing.service(placeOf(route, url), token),
		host: url.host,
		loads: `${(route.url ?? url).href} ${route.model ?? ''}`,
		deadline,
		rules: settings.rules,
		failsOver: settings.failsOver,
		hint,
	});
	return { egress, deadline, rules: settings.rules, pacer, redirects: run.redirects };
}

/** Where the load falls: a server, or one provider behind the router. */
function placeOf(route: Route, { origin }: URL): string {
	switch (route.kind) {
		case 'endpoint':
			return origin;
		case 'chatRouter':
			return `${origin} ${suffixOf(route.bodyModel) ?? route.provider}`;
		default:
			return `${origin} ${route.provider}`;
	}
}

/** Reads an answer inside the call, so that its deadline and its retries cover it. */
async function receive<T>(sending: Sending<T>, sent: Form, response: HttpResponse): Promise<Received<T>> {
	const { request, route, composed, bill, take } = sending;
	const { task, values, hub, deadline, stream } = request;
	sending.onBilled();
	const { form } = task.answer;
	const isStream = form === undefined || values.stream === true;
	const read = await readAnswer(response, form?.(values), form !== undefined);
	const isOwnForm = composed.provider !== undefined && read.kind === 'json';
	const isJoined = isOwnForm || task.answer.join === undefined;
	const answer = isJoined ? read : await joined(task.answer, read, { isStream, stream });
	if (route.kind === 'endpoint') {
		const ignored = ignoredHints(task, values, { answer, headers: response.headers });
		const hints = [...leftOutHints(task, sent), ...ignored];
		sending.onIgnored(hints);
		for (const hint of hints) request.hint(hint);
	}
	if (composed.provider !== undefined && answer.kind === 'json') return { kind: 'job', answer, isOwnForm };
	bill.onAnswer(answer, response.headers);
	return { kind: 'taken', result: await take(answer, { egress: hub.service.egress, signal: deadline.signal }) };
}

/** Hints about parameters that the server's form of the request has no place for. */
function leftOutHints({ parameters }: TaskProtocol, { openAi }: Form): string[] {
	const leftOut = parameters.filter((field) => openAi?.leftOut.includes(apiNameOf(field)));
	const program = openAi?.target.program ?? 'this server';
	const hints: string[] = [];
	for (const { label } of leftOut) hints.push(`'${label}' was not sent: ${program} does not take it`);
	return hints;
}
