import { isObject, type JsonObject, type JsonValue } from '../client/json';
import { findTask } from '../tasks';
import type { Task } from '../tasks/task';

/** One of the Hub's lists behind the Model field. */
export interface Section {
	readonly isServed: boolean;
	/** Path of the first page on the Hub. */
	readonly path: (filter: string, limit: number) => string;
	/** Whether a model belongs in this section rather than an earlier one. */
	readonly holds: (model: JsonObject) => boolean;
}

/** Start of a page: a section, and a path on the Hub. Without a path, the section's first page. */
export interface Place {
	readonly index: number;
	readonly path?: string;
}

const FIELDS = ['downloads', 'likes', 'pipeline_tag', 'inference', 'private'];
const MAPPING = 'inferenceProviderMapping';
/** Values of the Provider field other than providers. */
const POLICIES = ['auto', 'fastest', 'cheapest', 'preferred'];
const LIST = '/api/models?';

/**
 * The lists for a task, in order: its served models, served models of compatible tasks, and models without a provider.
 * The last kind may still be deployed as an endpoint.
 * @param provider value of the Provider field; a single provider lists only its own models
 * @param rawTask 'Task of the Model' of a Custom Request
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

/** Reads a pagination token. An invalid one means the first page. */
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
	return { isServed: true, path: pathOf(query, FIELDS), holds: () => true };
}

function unservedSection(query: Readonly<Record<string, string>>): Section {
	return {
		isServed: false,
		path: pathOf(query, [...FIELDS, MAPPING]),
		holds: (model) => !hasProvider(model[MAPPING]),
	};
}

function hasProvider(mapping: JsonValue | undefined): boolean {
	return Array.isArray(mapping) ? mapping.length > 0 : isObject(mapping) && Object.keys(mapping).length > 0;
}

function pathOf(query: Readonly<Record<string, string>>, fields: readonly string[]): Section['path'] {
	return (filter, limit) => {
		const parameters = new URLSearchParams({ limit: String(limit), sort: 'trendingScore', ...query });
		if (filter.trim() !== '') parameters.set('search', filter.trim());
		for (const field of fields) parameters.append('expand[]', field);
		return LIST + parameters.toString();
	};
}
