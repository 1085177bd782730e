import { community } from './dialects/community';
import { hfServe } from './dialects/hfServe';
import { openai } from './dialects/openai';
import { tei } from './dialects/tei';
import { tgi } from './dialects/tgi';
import { toolkit } from './dialects/toolkit';
import { sendJson, sendText, type Exchange } from './exchange';
import { askedFault, playFault } from './faults';
import { home } from './home';
import { hub } from './hub';
import { inference } from './inference';
import { providers } from './providers';
import { router } from './router';
import { samples } from './samples';

type Route = (exchange: Exchange) => boolean | Promise<boolean>;

const ROUTES: readonly Route[] = [
	hub,
	samples,
	router,
	inference,
	toolkit,
	hfServe,
	community,
	tgi,
	tei,
	openai,
	home,
	providers,
];

async function serve(exchange: Exchange): Promise<void> {
	for (const route of ROUTES) {
		if (await route(exchange)) return;
	}
	if (exchange.url.pathname === '/') sendJson(exchange, 200, { sandbox: 'n8n-nodes-huggingface-inference' });
	else sendText(exchange, 404, 'Not Found', 'text/plain');
}

/** The path without the segment that asked for the fault: what is served once it has passed. */
function healed(exchange: Exchange): Exchange {
	const url = new URL(exchange.url);
	url.pathname = url.pathname
		.replace(/(\/models\/sandbox\/)fault-[\w-]+/, `$1${guessTask(exchange)}`)
		.replace(/-fault-[\w-]+/, '')
		.replace(/\/fault-[\w-]+/, '');
	return { ...exchange, url };
}

// A model that is named for its fault alone has no task: the request shows which one is meant.
function guessTask({ url, request }: Exchange): string {
	const { json, headers } = request;
	const said = json === undefined ? '' : request.body.toString('utf8', 0, 2000);
	const pipeline = /\/pipeline\/([\w-]+)/.exec(url.pathname)?.[1];
	if (pipeline !== undefined) return pipeline;
	if (url.pathname.includes('/v1/')) return 'chat-completion';
	if (said.includes('"candidate_labels"')) return 'zero-shot-classification';
	if (said.includes('"context"')) return 'question-answering';
	const type = String(headers['content-type'] ?? '');
	if (type.startsWith('image/')) return 'image-classification';
	return type.startsWith('audio/') ? 'automatic-speech-recognition' : 'text-classification';
}

/** Answers a request: the fault that it asks for, else what its path serves. */
export async function answerRequest(exchange: Exchange): Promise<void> {
	const asked = askedFault(exchange);
	if (asked === undefined) return await serve(exchange);
	await playFault(exchange, asked, async () => await serve(healed(exchange)));
}
