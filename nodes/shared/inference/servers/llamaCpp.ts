import { ownedBy } from './probes';
import type { ServerProgram } from './program';

/** The server of llama.cpp. Source: llama.cpp, `tools/server/server.cpp` for the owner of its models. */
export const llamaCpp: ServerProgram = { name: 'llama.cpp', recognise: ownedBy('llamacpp', 'llama.cpp') };
