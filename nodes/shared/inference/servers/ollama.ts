import { ownedBy } from './probes';
import type { Ignored, ServerProgram } from './program';
import { fingerprint } from './shapes';

const chat: readonly Ignored[] = [
	{ isIt: (seen) => fingerprint(seen) === 'fp_ollama', fields: ['logitBias', 'n', 'toolChoice', 'toolPrompt'] },
];

/** Ollama. Source: ollama, `docs/api/openai-compatibility.mdx`, `server/routes.go` for the owner of its models. */
export const ollama: ServerProgram = {
	name: 'Ollama',
	recognise: ownedBy('library', 'Ollama'),
	ignores: { 'chat-completion': chat, 'image-text-to-text': chat },
};
