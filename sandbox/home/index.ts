import { sendJson, type Exchange } from '../exchange';
import { sendRefusal } from '../inference';
import { cohereRerank } from './cohereRerank';
import { infinity } from './infinity';
import { kokoro } from './kokoro';
import { llamaCpp } from './llamaCpp';
import { localAi } from './localAi';
import { fastApiMissing, type Handler, type Program } from './program';
import { speaches } from './speaches';
import { stableDiffusionCpp } from './stableDiffusionCpp';
import { vllm } from './vllm';
import { vllmOmni } from './vllmOmni';
import { whisperCpp } from './whisperCpp';

/** Server programs for the home, each at `/{name}`. */
export const programs: Readonly<Record<string, Program>> = {
	...vllm,
	...whisperCpp,
	...llamaCpp,
	speaches,
	'local-ai': localAi,
	kokoro,
	'sd-cpp': stableDiffusionCpp,
	'vllm-omni': vllmOmni,
	infinity,
	'cohere-rerank': cohereRerank,
};

/** FastAPI answers 405 where a path has another method; the other programs treat it as a path that they do not have. */
function handlerFor(program: Program, method: string, path: string): Handler {
	const found = program.routes[`${method} ${path}`];
	if (found !== undefined) return found;
	const hasPath = Object.keys(program.routes).some((route) => route.split(' ')[1] === path);
	const isFastApi = program.missing === fastApiMissing;
	return hasPath && isFastApi
		? (exchange) => sendJson(exchange, 405, { detail: 'Method Not Allowed' })
		: program.missing;
}

/** Servers at home, at `/{name}`; false where the path is none of theirs. */
export async function home(exchange: Exchange): Promise<boolean> {
	const [, name = '', path = ''] = /^\/([\w-]+)(\/.*?)?\/?$/.exec(exchange.url.pathname) ?? [];
	const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
	if (program === undefined) return false;
	try {
		await handlerFor(program, exchange.request.method, path)(exchange);
	} catch (error) {
		sendRefusal(exchange, error);
	}
	return true;
}
