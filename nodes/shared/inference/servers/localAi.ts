import { modelsOf, withModels } from './probes';
import type { ServerProgram } from './program';

/**
 * LocalAI. Sources: LocalAI, `core/schema/openai.go`: its list of models names no owner and no date;
 * `core/http/endpoints/openai/{transcription,image}.go` and `core/http/middleware/request.go` for what it reads.
 */
export const localAi: ServerProgram = {
	name: 'LocalAI',
	recognise: (probes) => {
		const models = modelsOf(probes);
		const isIt = models?.every((model) => Object.keys(model).every((key) => ['id', 'object'].includes(key)));
		return models !== undefined && models.length > 0 && isIt ? withModels('LocalAI', models) : undefined;
	},
	transcribes: { translation: 'field', hasWords: true, places: { temperature: 'temperature' } },
	paints: { edits: 'file', joinsPrompts: true, places: { num_inference_steps: 'step', seed: 'seed' } },
};
