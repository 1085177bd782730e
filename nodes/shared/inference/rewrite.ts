import type { Call, CallContext, Rewritten } from '../client/call';
import { isObject } from '../client/json';
import { isOpenAiUrl, openAiUrl, speaksOpenAi, wantsModel, withServedModel } from '../client/openAi';
import type { Payload, PayloadObject } from '../client/payload';
import type { Target } from '../client/target';
import type { OpenAiForm, Task } from '../tasks/task';
import type { Lesson } from './servers/memory';

/**
 * Tries another form of a request that a server refused before it did any work; each form once.
 * @param lesson where it is noted which form was tried last
 */
export function rewriter(
	task: Task,
	target: Target,
	context: CallContext,
	lesson: Lesson,
): NonNullable<Call['rewrite']> {
	const tried = new Set<string>();
	const once = (form: string): boolean => !tried.has(form) && tried.add(form).has(form);
	return async (answer, payload) => {
		const own = task.rewrites?.find(({ id, fits }) => !tried.has(id) && fits(answer, payload));
		if (own !== undefined && once(own.id)) return { payload: own.apply(payload) };
		if (!target.isEndpoint) return undefined;
		const { openAi } = task;
		if (openAi && speaksOpenAi(answer, target.url) && !isOpenAiUrl(target.url) && once('openAi')) {
			lesson.openAi = true;
			return inOpenAiForm(openAi, payload, target);
		}
		if (target.model !== undefined || (task.route !== 'chat' && !tried.has('openAi') && !isOpenAiUrl(target.url)))
			return undefined;
		const named = wantsModel(answer) && once('model') ? await withServedModel(payload, target, context) : undefined;
		if (named === undefined) return undefined;
		lesson.model = modelIn(named);
		return { payload: named };
	};
}

function modelIn(payload: Payload): string | undefined {
	const { model } = 'json' in payload && isObject(payload.json) ? (payload.json as PayloadObject) : {};
	return typeof model === 'string' ? model : undefined;
}

/** The request as a server of OpenAI's protocol takes it, and where. */
export function inOpenAiForm({ route, toBody }: OpenAiForm, payload: Payload, target: Target): Rewritten {
	const json = 'json' in payload && isObject(payload.json) ? (payload.json as PayloadObject) : {};
	return { payload: { json: toBody(json, target.bodyModel) }, url: openAiUrl(target.url, route) };
}
