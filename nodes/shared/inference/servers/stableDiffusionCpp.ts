import { modelsOf, withModels } from './probes';
import type { ServerProgram } from './program';

/**
 * The server of stable-diffusion.cpp, which reads the prompt, the number and the size of images alone.
 * Source: stable-diffusion.cpp, `examples/server/routes_openai.cpp`.
 */
export const stableDiffusionCpp: ServerProgram = {
	name: 'stable-diffusion.cpp',
	recognise: (probes) => {
		const models = modelsOf(probes);
		const isIt = models?.some(({ id }) => id === 'sd-cpp-local');
		return models !== undefined && isIt ? withModels('stable-diffusion.cpp', models) : undefined;
	},
	words: [{ words: /\(400\): prompt required/, advice: "Write a prompt in 'Prompt': this server requires one." }],
};
