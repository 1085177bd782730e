import { schemaAsJsonObject } from './openAi';
import type { Quirks } from './quirks';

/** Source: huggingface_hub, `fireworks_ai.py`. */
export const fireworksAi: Quirks = { tasks: { conversational: schemaAsJsonObject } };
