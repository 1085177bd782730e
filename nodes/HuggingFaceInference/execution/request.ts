import type { Routing } from '../../shared/client/choice';
import type { Hub } from '../../shared/client/hub';
import type { InferenceRequest } from '../../shared/inference/request';
import { findTask } from '../../shared/tasks';
import { requestOf } from '../../shared/tasks/request';
import type { Task, TaskArguments } from '../../shared/tasks/task';
import type { Job } from './job';
import type { Prepared } from './read/prepared';
import { streamOf } from './stream';

/** The request for one item, or for a list of items with the first one's settings. */
export function requestFor(
	job: Job,
	hub: Hub,
	{ item, items }: { item: Prepared; items: readonly number[] },
): InferenceRequest {
	const { task, hints } = job;
	const { values, choice, settings, deadline } = item;
	return {
		task,
		routedAs: borrowedRouting(task, values),
		payload: requestOf(task, values),
		values,
		hub,
		choice,
		settings,
		deadline,
		hint: (sentence) => hints.add(sentence, items),
		stream: streamOf(job, item, items),
	};
}

/** Custom Request borrows the route, and the Accept header, of the task that the user names. */
function borrowedRouting(task: Task, values: TaskArguments): Routing | undefined {
	const named = task.route === 'raw' && typeof values.task === 'string' ? values.task : undefined;
	if (named === undefined) return undefined;
	const like = findTask(named);
	const { route, servedBesides, answer } = task;
	const hasPipelineRoute = like?.route === 'pipeline';
	const accept = like?.answer.accept ?? answer.accept;
	return { id: named, route, hasPipelineRoute, mappedAs: named, servedBesides, pipelineTag: named, accept };
}
