import { schemaAsJsonObject } from './openAi';
import type { Quirks } from './quirks';

/** Source: huggingface_hub, `cohere.py`. */
export const cohere: Quirks = { tasks: { conversational: schemaAsJsonObject } };
