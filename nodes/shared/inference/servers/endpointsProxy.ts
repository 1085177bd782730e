import type { ServerProgram } from './program';

/** The proxy of the Inference Endpoints service, in front of every container. */
export const endpointsProxy: ServerProgram = {
	name: 'the Inference Endpoints service',
	words: [
		{
			words: /\(400\).*(paused|invalid state)/i,
			advice: 'The endpoint is paused: resume it at https://endpoints.huggingface.co',
		},
	],
};
