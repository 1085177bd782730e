import type { LocalModel } from '../models';
import { Refusal } from '../refusal';
import { sendJson, type Exchange } from './http';

/** Answers the parts of the Hub's API that the node asks: models, their providers, and what is recommended. False for other paths. */
export function hubApi({ url, response, method }: Exchange, models: readonly LocalModel[]): boolean {
	const path = decodeURIComponent(url.pathname);
	if (method !== 'GET' || !path.startsWith('/api/')) return false;
	if (path === '/api/whoami-v2')
		sendJson(response, { type: 'user', name: 'local', fullname: 'Local models', orgs: [] });
	else if (path === '/api/tasks') sendJson(response, recommended(models));
	else if (path === '/api/models') sendJson(response, found(url.searchParams, models));
	else sendJson(response, described(models, path.slice('/api/models/'.length)));
	return true;
}

function recommended(models: readonly LocalModel[]): object {
	const tasks = [...new Set(models.flatMap((model) => Object.keys(model.tasks)))];
	return Object.fromEntries(
		tasks.map((task) => [
			task,
			{ id: task, models: models.filter((model) => task in model.tasks).map(({ id }) => ({ id })) },
		]),
	);
}

function found(query: URLSearchParams, models: readonly LocalModel[]): object[] {
	const tags = [...query.getAll('pipeline_tag'), ...query.getAll('filter')].filter((tag) => tag !== '');
	const words = (query.get('search') ?? '').toLowerCase();
	return models
		.filter((model) => model.id.toLowerCase().includes(words) && tags.every((tag) => tag in model.tasks))
		.map(entryOf);
}

function described(models: readonly LocalModel[], id: string): object {
	const model = models.find((candidate) => candidate.id === id);
	if (model === undefined) throw new Refusal(404, 'Repository not found');
	return entryOf(model);
}

function entryOf({ id, tasks }: LocalModel): object {
	const [task = ''] = Object.keys(tasks);
	const mapping = { status: 'live', providerId: id, task };
	return {
		id,
		modelId: id,
		private: false,
		gated: false,
		pipeline_tag: task,
		tags: Object.keys(tasks),
		inference: 'warm',
		inferenceProviderMapping: { 'hf-inference': mapping },
	};
}
