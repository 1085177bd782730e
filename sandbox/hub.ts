import { sandboxTasks } from './catalogue';
import { sendJson, tokenOf, type Exchange } from './exchange';
import { figuresOf, findModel, models, pipelineTagOf, recommendedFor, type Model } from './models';
import type { Fields } from './values';

const BAD_TOKEN = { error: 'Invalid username or password.' };

/** Whether the request's token is one that this Hub gave out. */
export function isKnown(token: string): boolean {
	return token.startsWith('hf_') && token !== 'hf_invalid';
}

function whoAmI(exchange: Exchange): void {
	if (!isKnown(tokenOf(exchange))) return sendJson(exchange, 401, BAD_TOKEN);
	sendJson(exchange, 200, {
		type: 'user',
		id: '0123456789abcdef01234567',
		name: 'sandbox',
		fullname: 'Sandbox User',
		isPro: false,
		canPay: false,
		periodEnd: null,
		avatarUrl: '/avatars/sandbox.svg',
		orgs: [{ type: 'org', id: '0123456789abcdef01234568', name: 'sandbox-org', fullname: 'Sandbox Organization' }],
		auth: {
			type: 'access_token',
			accessToken: { displayName: 'sandbox', role: 'fineGrained', createdAt: '2025-01-01T00:00:00.000Z' },
		},
	});
}

function tasks(exchange: Exchange): void {
	const all = sandboxTasks
		.filter(({ id }) => id !== 'custom-request')
		.map(({ id }) => {
			const names = [...recommendedFor(id), `sandbox/${id}`];
			const listed = names.map((name) => ({
				id: name,
				description: 'A model of the sandbox.',
				private: false,
				gated: false,
			}));
			return [
				id,
				{ id, label: id, summary: '', models: listed, widgetModels: [names[0]], datasets: [], spaces: [], metrics: [] },
			];
		});
	sendJson(exchange, 200, Object.fromEntries(all));
}

function everythingOf(model: Model): Fields {
	const { downloads, likes, trendingScore, day } = figuresOf(model.id);
	const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString();
	return {
		_id: Buffer.from(model.id).toString('hex').slice(0, 24),
		id: model.id,
		modelId: model.id,
		author: model.id.split('/')[0],
		likes,
		downloads,
		trendingScore,
		private: model.isPrivate === true,
		gated: false,
		pipeline_tag: pipelineTagOf(model),
		library_name: 'transformers',
		tags: [pipelineTagOf(model), ...(model.isChat ? ['conversational'] : [])],
		createdAt: date,
		lastModified: date,
		...(Object.keys(model.providers).length > 0 ? { inferenceProviderMapping: model.providers } : {}),
		...('hf-inference' in model.providers ? { inference: 'warm' } : {}),
	};
}

const USUAL = [
	'_id',
	'id',
	'modelId',
	'likes',
	'downloads',
	'trendingScore',
	'private',
	'pipeline_tag',
	'library_name',
	'tags',
	'createdAt',
];

function picked(model: Model, expand: readonly string[]): Fields {
	const all = everythingOf(model);
	const names = expand.length > 0 ? ['_id', 'id', ...expand] : USUAL;
	return Object.fromEntries(names.filter((name) => name in all).map((name) => [name, all[name]]));
}

function expandedIn(url: URL): string[] {
	return [...url.searchParams.getAll('expand[]'), ...url.searchParams.getAll('expand')];
}

function isServed(model: Model, wanted: string): boolean {
	const names = Object.keys(model.providers);
	return wanted === 'all' ? names.length > 0 : wanted.split(',').some((name) => names.includes(name));
}

function matches(model: Model, query: URLSearchParams): boolean {
	const words = (query.get('search') ?? '').toLowerCase().split(/\s+/);
	const tags = [query.get('pipeline_tag'), ...query.getAll('filter')].filter((tag) => tag !== null && tag !== '');
	const all = everythingOf(model);
	const provider = query.get('inference_provider') ?? '';
	return (
		words.every((word) => model.id.toLowerCase().includes(word)) &&
		tags.every((tag) => Array.isArray(all.tags) && all.tags.includes(tag)) &&
		(query.get('author') ?? model.id.split('/')[0]) === model.id.split('/')[0] &&
		(provider === '' || isServed(model, provider))
	);
}

function compareBy(key: string): (left: Model, right: Model) => number {
	return (left, right) => {
		const first = everythingOf(left)[key];
		const second = everythingOf(right)[key];
		return typeof first === 'number' && typeof second === 'number'
			? second - first
			: String(second).localeCompare(String(first));
	};
}

function isSeen(model: Model, exchange: Exchange): boolean {
	return model.isPrivate !== true || isKnown(tokenOf(exchange));
}

function search(exchange: Exchange): void {
	const { url } = exchange;
	const query = url.searchParams;
	const known = [...new Map(models.map((model) => [model.id, model])).values()];
	const found = known
		.filter((model) => isSeen(model, exchange) && matches(model, query))
		.sort(compareBy(query.get('sort') ?? 'trendingScore'));
	const limit = Math.min(1000, Number(query.get('limit') ?? 1000) || 1000);
	const start = Number(Buffer.from(query.get('cursor') ?? '', 'base64url').toString() || 0);
	const page = found.slice(start, start + limit).map((model) => picked(model, expandedIn(url)));
	const next = new URL(url);
	next.searchParams.set('cursor', Buffer.from(String(start + limit)).toString('base64url'));
	const link = start + limit < found.length ? { link: `<${next.href}>; rel="next"` } : {};
	sendJson(exchange, 200, page, link);
}

function oneModel(exchange: Exchange, id: string): void {
	const model = findModel(id);
	if (model !== undefined && isSeen(model, exchange))
		return sendJson(exchange, 200, picked(model, expandedIn(exchange.url)));
	const error = 'Repository not found';
	sendJson(exchange, 404, { error }, { 'x-error-code': 'RepoNotFound', 'x-error-message': error });
}

/** The Hub's API, as far as inference clients use it; false where the path is none of it. */
export function hub(exchange: Exchange): boolean {
	const path = exchange.url.pathname;
	const token = tokenOf(exchange);
	if (!path.startsWith('/api/') || exchange.request.method !== 'GET') return false;
	if (path === '/api/whoami-v2') whoAmI(exchange);
	else if (token !== '' && !isKnown(token)) sendJson(exchange, 401, BAD_TOKEN);
	else if (path === '/api/tasks') tasks(exchange);
	else if (path === '/api/models') search(exchange);
	else if (path.startsWith('/api/models/')) oneModel(exchange, decodeURIComponent(path.slice('/api/models/'.length)));
	else return false;
	return true;
}
