import type { INodeListSearchResult } from 'n8n-workflow';
import { POLICIES } from '../client/choice';
import { mayPass } from '../client/errors';
import { hasFigures, type ModelFigures } from '../client/figures';
import { getFromHub } from '../client/hub';
import { isObject, jsonIn } from '../client/json';
import { lookupWithin } from '../client/lookups';
import { routerModels } from '../client/routerModels';
import type { Service } from '../client/service';
import type { Task } from '../tasks/task';
import { inOrder, narrowed, rowDescription, rowName } from './chatRows';

/** The user's search for a chat model. */
export interface ChatSearch {
	readonly task: Task;
	/** Value of the Provider field. */
	readonly provider: string;
	readonly filter: string;
	/** Pagination token of an earlier call. */
	readonly page?: string;
	readonly service: Service;
	readonly signal: AbortSignal;
}

const PAGE = 30;
const PATIENCE_MS = 5_000;

/**
 * The router's chat models, with price, context and abilities in each row.
 * @returns undefined where the Hub's list is to be shown: for other tasks and hf-inference, and where the router tells
 * no figures
 */
export async function listChatModels(search: ChatSearch): Promise<INodeListSearchResult | undefined> {
	const { task, filter, page, service } = search;
	const start = startOf(page);
	if (task.route !== 'chat' || search.provider === 'hf-inference' || start === undefined) return undefined;
	const provider = POLICIES.includes(search.provider) ? undefined : search.provider;
	const needsImages = task.inputs.some(({ kind }) => kind === 'file');
	const [models, ids] = await Promise.all([knownModels(search), trendingIds(search)]);
	const offered = narrowed(models, { provider, needsImages, filter: '' });
	if (!offered.some(hasFigures)) return undefined;
	const found = narrowed(inOrder(offered, ids), { provider, needsImages, filter });
	const end = start + PAGE;
	return {
		results: found.slice(start, end).map((model) => ({
			name: rowName(model, provider),
			value: model.id,
			url: `${service.hubUrl}/${model.id}`,
			description: rowDescription(model, provider),
		})),
		...(end < found.length && { paginationToken: JSON.stringify({ from: end }) }),
	};
}

/** The first row of a page; undefined for a page of the Hub's list. */
function startOf(page: string | undefined): number | undefined {
	if (page === undefined) return 0;
	const token = jsonIn(page);
	return isObject(token) && typeof token.from === 'number' ? token.from : undefined;
}

async function knownModels({ service, signal }: ChatSearch): Promise<ModelFigures[]> {
	return (await routerModels(service, { patienceMs: PATIENCE_MS, signal })) ?? [];
}

/** What the Hub calls trending; the number of models that providers serve is far below its limit for a page. */
const TRENDING =
	'/api/models?inference_provider=all&filter=conversational&sort=trendingScore&limit=1000&expand[]=trendingScore';
const FRESH_MS = 10 * 60_000;
const FAILED_MS = 10_000;

/** Ids of the Hub's chat models, the trending ones first; none where the Hub does not tell them in time. */
async function trendingIds({ service, signal }: ChatSearch): Promise<string[]> {
	const make = async (ends: AbortSignal): Promise<string[]> => {
		const { json } = await getFromHub(TRENDING, { service, signal: ends });
		return Array.isArray(json) ? json.map((model) => (isObject(model) ? String(model.id) : '')) : [];
	};
	const key = ['trending', service.hubUrl, service.token];
	const lookup = { key, freshMs: FRESH_MS, failedMs: FAILED_MS, holdsAfter: mayPass, make };
	return (await lookupWithin(lookup, { patienceMs: PATIENCE_MS, signal })) ?? [];
}
