import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { getFromHub } from '../client/hub';
import { isObject, type JsonObject } from '../client/json';
import { makeService, type Service, type ServiceSettings } from '../client/service';
import { assertCredentialDomains } from '../execution/credentialDomains';
import { CREDENTIAL } from '../execution/job';
import type { Egress } from '../http/dispatcher';
import { findTask } from '../tasks';

const PAGE = 30;
const FIELDS = ['downloads', 'likes', 'pipeline_tag', 'inference', 'private'];
const SECONDS = 20;

/**
 * The models of the Hub that fit the task, for the Model field.
 * @param filter what the user types
 * @param page address of the next page, as an earlier call gave it
 */
export async function searchModels(this: ILoadOptionsFunctions, filter?: string, page?: string): Promise<INodeListSearchResult> {
	try {
		const service = await serviceOf(this);
		const path = page?.startsWith('/api/models?') ? page : searchPath(this, filter);
		const { json, next } = await getFromHub(path, service, AbortSignal.timeout(SECONDS * 1000));
		const models = Array.isArray(json) ? json.filter(isObject) : [];
		const paginationToken = next?.startsWith(`${service.hubUrl}/`) ? next.slice(service.hubUrl.length) : undefined;
		return { results: models.map((model) => toRow(model, service)), ...(paginationToken !== undefined && { paginationToken }) };
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		return { results: [{ name: `The model list could not be loaded: ${reason}. Choose "By ID" to type a name.`, value: '' }] };
	}
}

function searchPath(context: ILoadOptionsFunctions, filter: string | undefined): string {
	const task = findTask(String(context.getCurrentNodeParameter('operation') ?? ''));
	const provider = String(context.getCurrentNodeParameter('provider') ?? 'auto');
	const isPolicy = ['auto', 'fastest', 'cheapest', 'preferred'].includes(provider);
	const query = new URLSearchParams({ limit: String(PAGE), sort: 'trendingScore', inference_provider: isPolicy ? 'all' : provider });
	if (task !== undefined && task.route !== 'raw') query.set('pipeline_tag', task.pipelineTag);
	if (filter) query.set('search', filter);
	for (const field of FIELDS) query.append('expand[]', field);
	return `/api/models?${query.toString()}`;
}

function toRow({ id, downloads, likes, inference }: JsonObject, { hubUrl }: Service): INodeListSearchResult['results'][number] {
	const name = String(id);
	const parts = [typeof downloads === 'number' ? `${short(downloads)} downloads` : '', typeof likes === 'number' ? `${short(likes)} likes` : '', inference === 'warm' ? 'ready' : ''];
	const about = parts.filter(Boolean).join(', ');
	// The editor shows the name alone.
	return { name: about === '' ? name : `${name} (${about})`, value: name, url: `${hubUrl}/${name}`, description: about };
}

function short(count: number): string {
	return new Intl.NumberFormat('en', { notation: 'compact' }).format(count);
}

async function serviceOf(context: ILoadOptionsFunctions): Promise<Service> {
	const hasCredential = context.getNode().credentials?.[CREDENTIAL] !== undefined && context.getCurrentNodeParameter('authentication') !== 'none';
	const settings = hasCredential ? await context.getCredentials<ServiceSettings & Record<string, unknown>>(CREDENTIAL) : {};
	const { helpers } = context;
	const service = makeService(settings, typeof helpers.getSecureEgressFilter === 'function' ? (helpers.getSecureEgressFilter() as Egress) : undefined);
	return { ...service, assertDomain: (url) => assertCredentialDomains(context.getNode(), settings, url, service.policy.origins.includes(url.origin)) };
}
