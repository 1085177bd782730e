import { modelsOf, withModels } from './probes';
import type { ServerProgram } from './program';

/** LocalAI. Source: LocalAI, `core/schema/openai.go`: its list of models names no owner and no date. */
export const localAi: ServerProgram = {
	name: 'LocalAI',
	recognise: (probes) => {
		const models = modelsOf(probes);
		const isIt = models?.every((model) => Object.keys(model).every((key) => ['id', 'object'].includes(key)));
		return models !== undefined && models.length > 0 && isIt ? withModels('LocalAI', models) : undefined;
	},
};
