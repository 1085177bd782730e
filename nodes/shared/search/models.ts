import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { InferenceError } from '../client/errors';
import { getFromHub } from '../client/hub';
import { isObject, type JsonObject } from '../client/json';
import { makeService, type Service, type ServiceSettings } from '../client/service';
import { assertCredentialDomains } from '../credential/domains';
import { CREDENTIAL } from '../../HuggingFaceInference/execution/read/credential';
import type { Egress } from '../http/dispatcher';
import { readPlace, sectionsOf, type Place, type Section } from './sections';

type Row = INodeListSearchResult['results'][number];

/** Rows that are shown at once. */
const PAGE = 30;
/** A page that holds too few rows is filled up from the next list, at most this often. */
const MOST_REQUESTS = 4;
const SECONDS = 20;
const HOW_ELSE = "choose 'By ID' and type a name";

/**
 * The models of the Hub that fit the task, for the Model field: those that are ready first, those that nobody serves last.
 * @param filter what the user types
 * @param page where to go on, as an earlier call gave it
 * @returns a row for each model; where the Hub does not answer, one row without a value that says so
 */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
	page?: string,
): Promise<INodeListSearchResult> {
	try {
		const service = await serviceOf(this);
		const sections = sectionsOf(chosen(this, 'operation'), chosen(this, 'provider') || 'auto', chosen(this, 'task'));
		return await listModels(sections, filter ?? '', readPlace(page, sections), service);
	} catch (error) {
		return { results: [{ name: hintFor(error), value: '' }] };
	}
}

function chosen(context: ILoadOptionsFunctions, field: string): string {
	return String(context.getCurrentNodeParameter(field) ?? '');
}

async function listModels(
	sections: readonly Section[],
	filter: string,
	start: Place,
	service: Service,
): Promise<INodeListSearchResult> {
	const signal = AbortSignal.timeout(SECONDS * 1000);
	const results: Row[] = [];
	let place: Place | undefined = start;
	for (let i = 0; i < MOST_REQUESTS && place !== undefined && results.length < PAGE; i++) {
		const page = await readPage(sections, place, filter, service, signal);
		results.push(...page.rows);
		place = page.next;
	}
	return { results, ...(place !== undefined && { paginationToken: JSON.stringify(place) }) };
}

async function readPage(
	sections: readonly Section[],
	{ index, path }: Place,
	filter: string,
	service: Service,
	signal: AbortSignal,
): Promise<{ rows: Row[]; next?: Place }> {
	const section = sections[index];
	if (section === undefined) return { rows: [] };
	const { json, next } = await getFromHub(path ?? section.path(filter, PAGE), service, signal);
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
	// The editor shows the name alone, and not much more than fifty letters of it.
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

/** What went wrong and what to do instead, the part that fits into the list first. */
function hintFor(error: unknown): string {
	const isSilent = error instanceof InferenceError && ['network', 'timeout'].includes(error.details.type);
	const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
	return isSilent ? `Hub not reached: ${HOW_ELSE}` : `No list: ${reason}. Instead, ${HOW_ELSE}.`;
}

async function serviceOf(context: ILoadOptionsFunctions): Promise<Service> {
	const hasCredential =
		context.getNode().credentials?.[CREDENTIAL] !== undefined &&
		context.getCurrentNodeParameter('authentication') !== 'none';
	const settings = hasCredential
		? await context.getCredentials<ServiceSettings & Record<string, unknown>>(CREDENTIAL)
		: {};
	const { helpers } = context;
	const service = makeService(
		settings,
		typeof helpers.getSecureEgressFilter === 'function' ? (helpers.getSecureEgressFilter() as Egress) : undefined,
	);
	return {
		...service,
		assertDomain: (url) =>
			assertCredentialDomains(context.getNode(), settings, url, service.policy.origins.includes(url.origin)),
	};
}
