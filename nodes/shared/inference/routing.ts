import type { Routing } from '../client/choice';
import type { InferenceRequest } from './request';

/** The routing of a request. Custom Request borrows the route and the Accept header of the task that the user names. */
export function routingOf({ task, routedAs }: Pick<InferenceRequest, 'task' | 'routedAs'>): Routing {
	if (routedAs !== undefined) return routedAs;
	const { id, route, mappedAs, servedBesides, pipelineTag, answer } = task;
	return { id, route, mappedAs, servedBesides, pipelineTag, accept: answer.accept };
}
