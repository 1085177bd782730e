import { ownedBy } from './probes';
import type { ServerProgram } from './program';

/** vLLM. Source: vllm, `entrypoints/openai/protocol.py` for the owner of its models. */
export const vllm: ServerProgram = { name: 'vLLM', recognise: ownedBy('vllm', 'vLLM') };
