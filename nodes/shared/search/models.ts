import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { InferenceError } from '../client/errors';
import { getFromHub } from '../client/hub';
import { isObject, type JsonObject } from '../client/json';
import type { Service, ServiceSettings } from '../client/service';
import { CREDENTIAL, serviceOf } from '../credential/service';
import { Masking } from '../n8n/masking';
import { findTask } from '../tasks';
import { listChatModels } from './chatModels';
import { readPlace, sectionsOf, type Place, type Section } from './sections';

type Row = INodeListSearchResult['results'][number];

/** Rows per page. */
const PAGE = 30;
/** Maximum requests to fill one page with rows. */
const MOST_REQUESTS = 4;
const SECONDS = 20;
const HOW_ELSE = "choose 'By ID' and type a name";

/**
 * Lists the models for the chosen task in the Model field. For chat these are the router's, with their prices. For all
 * other tasks they are the Hub's: ready models first, models without a provider last.
 * @param filter the user's search text
 * @param page pagination token from the previous call
 * @returns one row per model, or a single row without a value to report a failure
 */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
	page?: string,
): Promise<INodeListSearchResult> {
	return await listFor(this, { operation: chosen(this, 'operation'), rawTask: chosen(this, 'task'), filter, page });
}

/** The same list for a node that runs a single task. */
export function searchModelsOf(task: string): typeof searchModels {
	return async function (this: ILoadOptionsFunctions, filter, page) {
		return await listFor(this, { operation: task, filter, page });
	};
}

interface Search {
	/** Id of the task. */
	readonly operation: string;
	/** 'Task of the Model' of a Custom Request. */
	readonly rawTask?: string;
	readonly filter?: string;
	readonly page?: string;
}

async function listFor(context: ILoadOptionsFunctions, search: Search): Promise<INodeListSearchResult> {
	try {
		const service = await chosenService(context);
		const provider = chosen(context, 'provider') || 'auto';
		return masked(await listOf(search, provider, service).catch(failed), service);
	} catch (error) {
		return failed(error);
	}
}

async function listOf(
	{ operation, rawTask, filter = '', page }: Search,
	provider: string,
	service: Service,
): Promise<INodeListSearchResult> {
	const signal = AbortSignal.timeout(SECONDS * 1000);
	const task = findTask(operation);
	const chat = task && (await listChatModels({ task, provider, filter, page, service, signal }));
	if (chat !== undefined) return chat;
	const sections = sectionsOf(operation, provider, rawTask);
	return await listModels(sections, readPlace(page, sections), { service, filter, signal });
}

function failed(error: unknown): INodeListSearchResult {
	return { results: [{ name: hintFor(error), value: '' }] };
}

function chosen(context: ILoadOptionsFunctions, field: string): string {
	return String(context.getCurrentNodeParameter(field) ?? '');
}

interface Listing {
	readonly service: Service;
	readonly signal: AbortSignal;
	readonly filter: string;
}

async function listModels(
	sections: readonly Section[],
	start: Place,
	listing: Listing,
): Promise<INodeListSearchResult> {
	const results: Row[] = [];
	let place: Place | undefined = start;
	for (let i = 0; i < MOST_REQUESTS && place !== undefined && results.length < PAGE; i++) {
		const page = await readPage(sections, place, listing);
		results.push(...page.rows);
		place = page.next;
	}
	return { results, ...(place !== undefined && { paginationToken: JSON.stringify(place) }) };
}

async function readPage(
	sections: readonly Section[],
	{ index, path }: Place,
	{ service, signal, filter }: Listing,
): Promise<{ rows: Row[]; next?: Place }> {
	const section = sections[index];
	if (section === undefined) return { rows: [] };
	const { json, next } = await getFromHub(path ?? section.path(filter, PAGE), { service, signal });
	const models = Array.isArray(json) ? json.filter(isObject).filter(section.holds) : [];
	const rows = warmFirst(models).map((model) => toRow(model, section, service));
	if (next?.startsWith(`${service.hubUrl}/`)) return { rows, next: { index, path: next.slice(service.hubUrl.length) } };
	return index + 1 < sections.length ? { rows, next: { index: index + 1 } } : { rows };
}

function warmFirst(models: JsonObject[]): JsonObject[] {
	const isWarm = ({ inference }: JsonObject): boolean => inference === 'warm';
	return [...models.filter(isWarm), ...models.filter((model) => !isWarm(model))];
}

function toRow(model: JsonObject, section: Section, { hubUrl }: Service): Row {
	const name = String(model.id);
	const { downloads, likes, inference } = model;
	const figures = (download: string, like: string): string =>
		[
			model.private === true ? 'private' : '',
			typeof downloads === 'number' ? short(downloads) + download : '',
			typeof likes === 'number' ? short(likes) + like : '',
			inference === 'warm' && section.isServed ? 'ready' : '',
			section.isServed ? '' : 'no provider',
		]
			.filter(Boolean)
			.join(', ');
	// The editor shows only the name, and only about 50 characters of it.
	const about = figures(' ↓', ' ♥');
	return {
		name: about === '' ? name : `${name} (${about})`,
		value: name,
		url: `${hubUrl}/${name}`,
		description: figures(' downloads', ' likes'),
	};
}

function short(count: number): string {
	return new Intl.NumberFormat('en', { notation: 'compact' }).format(count);
}

/** Explains a failure in one row of the list. The start must make sense alone, because long rows are cut. */
function hintFor(error: unknown): string {
	const isSilent = error instanceof InferenceError && ['network', 'timeout'].includes(error.details.type);
	const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
	return isSilent ? `Hub not reached: ${HOW_ELSE}` : `Models not loaded: ${reason}. Instead, ${HOW_ELSE}.`;
}

async function chosenService(context: ILoadOptionsFunctions): Promise<Service> {
	const node = context.getNode();
	const isAnonymous = context.getCurrentNodeParameter('authentication') === 'none';
	const hasCredential = node.credentials?.[CREDENTIAL] !== undefined && !isAnonymous;
	const settings = hasCredential
		? await context.getCredentials<ServiceSettings & Record<string, unknown>>(CREDENTIAL)
		: {};
	return serviceOf(settings, { node, helpers: context.helpers });
}

/** A Hub may echo the token. */
function masked(result: INodeListSearchResult, { token }: Service): INodeListSearchResult {
	const masking = new Masking(token);
	return { ...result, results: masking.json({ results: result.results as never }).results as never };
}
