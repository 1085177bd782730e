import { isObject, type JsonObject, type JsonValue } from '../client/json';
import { findTask } from '../tasks';
import type { Task } from '../tasks/task';

/** One of the Hub's lists, of which the rows of the Model field are put together. */
export interface Section {
	readonly isServed: boolean;
	/** The address of its first page, below the Hub's. */
	readonly path: (filter: string, limit: number) => string;
	/** Whether a model of the list belongs here, and not to a section before. */
	readonly holds: (model: JsonObject) => boolean;
}

/** Where a page starts: in which section, and at which address of the Hub; at its beginning where there is none. */
export interface Place {
	readonly index: number;
	readonly path?: string;
}

const FIELDS = ['downloads', 'likes', 'pipeline_tag', 'inference', 'private'];
const MAPPING = 'inferenceProviderMapping';
/** Values of the Provider field that name no provider. */
const POLICIES = ['auto', 'fastest', 'cheapest', 'preferred'];
const LIST = '/api/models?';

/**
 * The lists for a task: its own models that are served, then those of tasks that serve it too, and last those that nobody serves,
 * which may still be deployed as an endpoint.
 * @param provider value of the Provider field; with one of them only its models are listed
 * @param rawTask the task that a Custom Request names
 */
export function sectionsOf(operation: string, provider: string, rawTask = ''): Section[] {
	const chosen = findTask(operation);
	const task = chosen?.route === 'raw' ? findTask(rawTask) : chosen;
	const isOpen = POLICIES.includes(provider);
	const own = tagOf(task);
	const besides =
		isOpen || provider === 'hf-inference' ? (task?.servedBesides ?? []).map((tag) => ({ pipeline_tag: tag })) : [];
	const served = [own, ...besides].map((query) =>
		servedSection({ ...query, inference_provider: isOpen ? 'all' : provider }),
	);
	return isOpen ? [...served, unservedSection(own)] : served;
}

/** Reads what an earlier call gave; anything else is the beginning. */
export function readPlace(token: string | undefined, sections: readonly Section[]): Place {
	const place = parsed(token);
	const index = isObject(place) ? place.index : undefined;
	if (!isObject(place) || typeof index !== 'number' || sections[index] === undefined) return { index: 0 };
	return typeof place.path === 'string' && place.path.startsWith(LIST) ? { index, path: place.path } : { index };
}

function parsed(token: string | undefined): JsonValue {
	try {
		return JSON.parse(token ?? 'null') as JsonValue;
	} catch {
		return null;
	}
}

function tagOf(task: Task | undefined): Record<string, string> {
	if (task === undefined) return {};
	return task.hubTag === undefined ? { pipeline_tag: task.pipelineTag } : { filter: task.hubTag };
}

function servedSection(query: Readonly<Record<string, string>>): Section {
	return { isServed: true, path: (filter, limit) => pathOf(query, FIELDS, filter, limit), holds: () => true };
}

function unservedSection(query: Readonly<Record<string, string>>): Section {
	return {
		isServed: false,
		path: (filter, limit) => pathOf(query, [...FIELDS, MAPPING], filter, limit),
		holds: (model) => !hasProvider(model[MAPPING]),
	};
}

function hasProvider(mapping: JsonValue | undefined): boolean {
	return Array.isArray(mapping) ? mapping.length > 0 : isObject(mapping) && Object.keys(mapping).length > 0;
}

function pathOf(
	query: Readonly<Record<string, string>>,
	fields: readonly string[],
	filter: string,
	limit: number,
): string {
	const parameters = new URLSearchParams({ limit: String(limit), sort: 'trendingScore', ...query });
	if (filter.trim() !== '') parameters.set('search', filter.trim());
	for (const field of fields) parameters.append('expand[]', field);
	return LIST + parameters.toString();
}
