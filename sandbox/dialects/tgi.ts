import { generationEvents, generationOf } from '../answers/generation';
import { rootOf, sendEvents, sendJson, sendText, type Exchange } from '../exchange';
import { answerChat, answerCompletion, sendRefusal } from '../inference';
import type { Fields } from '../values';
import { checkBody, checkChat, checkGenerate, MOST_INPUT_TOKENS, MOST_TOKENS, streamProblem } from './tgiRules';

const MODEL = 'sandbox/text-generation';

const INFO: Fields = {
	model_id: MODEL,
	model_sha: '0'.repeat(40),
	model_pipeline_tag: 'text-generation',
	max_concurrent_requests: 128,
	max_best_of: 2,
	max_stop_sequences: 4,
	max_input_tokens: MOST_INPUT_TOKENS,
	max_total_tokens: MOST_TOKENS,
	validation_workers: 2,
	max_client_batch_size: 4,
	router: 'text-generation-router',
	version: '3.3.4',
	sha: null,
	docker_label: null,
};

async function stream(exchange: Exchange): Promise<void> {
	const { inputs, parameters } = checkGenerate(exchange);
	const problem = streamProblem(parameters);
	const error = { error: `Input validation error: ${problem}`, error_type: 'validation' };
	await sendEvents(
		exchange,
		problem === undefined ? generationEvents(inputs, parameters) : [`data:${JSON.stringify(error)}\n\n`],
	);
}

async function generate(exchange: Exchange, asList: boolean): Promise<void> {
	if (asList && rootOf(exchange).stream === true) return await stream(exchange);
	const { inputs, parameters } = checkGenerate(exchange);
	// The compatible route follows the pipeline's habit and puts the prompt in front; the other does not.
	const found = generationOf(inputs, parameters, asList);
	sendJson(exchange, 200, asList ? [found] : found, { 'x-compute-type': 'sandbox', 'x-generated-tokens': '1' });
}

async function post(exchange: Exchange, path: string): Promise<void> {
	if (path === '') return await generate(exchange, true);
	if (path === '/generate') return await generate(exchange, false);
	if (path === '/generate_stream') return await stream(exchange);
	if (path === '/v1/completions') {
		checkBody(exchange);
		return await answerCompletion(exchange);
	}
	if (path !== '/v1/chat/completions') return sendText(exchange, 404, '');
	checkChat(exchange);
	// It makes one answer, however many are asked for.
	await answerChat(exchange, { model: MODEL, n: 1 }, `${INFO.version}-native`);
}

function get(exchange: Exchange, path: string): void {
	if (path === '/health' || path === '') return sendText(exchange, 200, '');
	if (path === '/info') return sendJson(exchange, 200, INFO);
	if (path === '/v1/models')
		return sendJson(exchange, 200, {
			object: 'list',
			data: [{ id: MODEL, object: 'model', created: 0, owned_by: MODEL }],
		});
	sendText(exchange, 404, '');
}

/** text-generation-inference, at `/tgi`. */
export async function tgi(exchange: Exchange): Promise<boolean> {
	const [found, rest = ''] = /^\/tgi(\/.*)?$/.exec(exchange.url.pathname) ?? [];
	if (found === undefined) return false;
	const path = rest.replace(/\/$/, '');
	try {
		if (exchange.request.method === 'POST') await post(exchange, path);
		else get(exchange, path);
	} catch (error) {
		sendRefusal(exchange, error);
	}
	return true;
}
