import { Refusal } from './answers/answer';
import { messagesOf } from './answers/chatRequest';
import { figuresAt, SPECIAL_MODELS, type ChatModel, type ChatProvider } from './chatFigures';
import { rootOf, sendJson, tokenOf, type Exchange } from './exchange';
import { isKnown } from './hub';
import { answerChat, sendRefusal } from './inference';
import { findModel, models, type Model } from './models';
import { fieldsOf, listOf, textOf, type Fields } from './values';

function refuse(message: string, code: string, status = 400): never {
	throw new Refusal(status, { error: { message, type: 'invalid_request_error', param: 'model', code } });
}

function chatModelOf({ id, providers }: Model): ChatModel {
	const special = SPECIAL_MODELS.find((model) => model.id === id);
	const names = Object.keys(providers);
	return special ?? { id, inputs: ['text', 'image'], providers: names.map((name) => figuresAt(name, id)) };
}

/** Before it knew prices, the router listed a provider by its name and state alone. */
function listedProvider(provider: ChatProvider, isOld: boolean): Fields {
	return isOld ? { provider: provider.provider, status: provider.status } : { ...provider };
}

function listed({ id, inputs, providers }: ChatModel, isOld: boolean): Fields {
	return {
		id,
		object: 'model',
		created: 1_760_000_000,
		owned_by: id.split('/')[0],
		...(isOld ? {} : { architecture: { input_modalities: inputs, output_modalities: ['text'] } }),
		providers: providers.map((provider) => listedProvider(provider, isOld)),
	};
}

/** The router's list of chat models, or one of them. Source: hub-docs, inference-providers/hub-api.md. */
function list(exchange: Exchange, id: string): void {
	const isOld = exchange.isOldRouter === true;
	if (id === '') {
		const data = models.filter(({ isChat }) => isChat).map((model) => listed(chatModelOf(model), isOld));
		return sendJson(exchange, 200, { object: 'list', data });
	}
	const model = findModel(id);
	if (model?.isChat !== true) refuse(`The requested model '${id}' does not exist`, 'model_not_found', 404);
	sendJson(exchange, 200, listed(chatModelOf(model), isOld));
}

const first = (left: number, right: number): number => left - right;

/** How the router ranks providers, the best one first. Without a suffix it takes the fastest. */
const POLICIES: Readonly<Record<string, (left: ChatProvider, right: ChatProvider) => number>> = {
	fastest: (left, right) => first(right.throughput ?? 0, left.throughput ?? 0),
	cheapest: (left, right) => first(priceOf(left), priceOf(right)),
	preferred: () => 0,
};

function priceOf({ pricing, is_free: isFree }: ChatProvider): number {
	return isFree === true ? 0 : (pricing?.output ?? Infinity);
}

/** The provider that serves: the named one, or the best live one by the policy. */
function providerFor({ id, providers }: ChatModel, suffix: string): ChatProvider {
	const policy = POLICIES[suffix];
	const alive = providers.filter(({ status }) => status === 'live');
	const found = policy === undefined ? providers.find(({ provider }) => provider === suffix) : alive.sort(policy)[0];
	if (found === undefined) {
		const name = policy === undefined ? `${id}:${suffix}` : id;
		refuse(`The requested model '${name}' is not supported by any provider you have enabled.`, 'model_not_supported');
	}
	if (found.status === 'error')
		throw new Refusal(503, {
			error: { message: `${found.provider} is not available for ${id}`, type: 'server_error' },
		});
	return found;
}

/** Refuses what the provider or the model cannot do. A missing field means unknown, so it serves. */
function checkAbilities(root: Fields, model: ChatModel, provider: ChatProvider): void {
	const wantsTools = listOf(root.tools).length > 0;
	const wantsSchema = fieldsOf(root.response_format).type === 'json_schema';
	const hasPicture = messagesOf(root).some(({ attachments }) => attachments.some(({ kind }) => kind === 'image'));
	const at = `${provider.provider} for ${model.id}`;
	if (wantsTools && provider.supports_tools === false)
		refuse(`Tool calling is not supported by ${at}`, 'tools_not_supported');
	if (wantsSchema && provider.supports_structured_output === false)
		refuse(`response_format json_schema is not supported by ${at}`, 'response_format_not_supported');
	if (hasPicture && !model.inputs.includes('image'))
		refuse(`${model.id} does not support image input`, 'image_not_supported');
}

async function chat(exchange: Exchange): Promise<void> {
	const root = rootOf(exchange);
	const [id = '', suffix = 'fastest'] = textOf(root.model).split(':');
	if (!isKnown(tokenOf(exchange))) return sendJson(exchange, 401, { error: 'Invalid username or password.' });
	const found = findModel(id);
	if (found === undefined) refuse(`The requested model '${id}' does not exist`, 'model_not_found');
	if (!found.isChat) refuse(`The requested model '${id}' is not a chat model`, 'model_not_supported');
	const model = chatModelOf(found);
	const provider = providerFor(model, suffix);
	checkAbilities(root, model, provider);
	exchange.response.setHeader('x-inference-provider', provider.provider);
	await answerChat(exchange, { model: id });
}

/** The chat router: `/v1/chat/completions`, `/v1/models`, `/v1/models/{id}`; false where the path is none of them. */
export async function router(exchange: Exchange): Promise<boolean> {
	const path = decodeURIComponent(exchange.url.pathname);
	const [isList, id = ''] = /^\/v1\/models(?:\/(.+))?$/.exec(path) ?? [];
	const isGet = exchange.request.method === 'GET';
	try {
		if (path === '/v1/chat/completions') await chat(exchange);
		else if (isList !== undefined && isGet) list(exchange, id);
		else return false;
	} catch (error) {
		sendRefusal(exchange, error);
	}
	return true;
}
