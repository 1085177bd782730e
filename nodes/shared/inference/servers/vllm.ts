import type { Places } from './abilities';
import { ownedBy } from './probes';
import type { Seen, ServerProgram } from './program';
import { hasResults, under } from './shapes';

/** Places of its forms for speech. Beam search is a switch of its own. */
const SPEECH: Places = {
	max_new_tokens: 'max_completion_tokens',
	num_beams: (beams) => ({ use_beam_search: true, n: beams }),
	temperature: 'temperature',
};

/**
 * vLLM, and vLLM-Omni for pictures and voices. Sources: vllm, `entrypoints/openai/models/protocol.py` for the owner of
 * its models, `entrypoints/pooling/scoring/serving.py` for the id of a ranking, of which it reads all parameters,
 * `entrypoints/openai/speech_to_text/protocol.py`, `entrypoints/chat_utils.py` for parts of messages; vllm-omni,
 * `entrypoints/openai/protocol/{audio,images}.py`.
 */
export const vllm: ServerProgram = {
	name: 'vLLM',
	recognise: ownedBy('vllm', 'vLLM'),
	ignores: { 'text-ranking': [{ isIt: isRanking, fields: [] }] },
	transcribes: {
		translation: 'address',
		hasWords: false,
		places: { ...SPEECH, top_k: 'top_k', top_p: 'top_p' },
		translationPlaces: SPEECH,
	},
	takesVideoUrl: true,
	speaks: { max_new_tokens: 'max_new_tokens' },
	paints: {
		edits: 'address',
		joinsPrompts: false,
		places: {
			guidance_scale: 'guidance_scale',
			negative_prompt: 'negative_prompt',
			num_inference_steps: 'num_inference_steps',
			seed: 'seed',
		},
	},
	words: [
		{
			words: /do not support verbose_json/,
			advice: "This model returns no times: remove 'Return Timestamps' from 'Model Parameters'.",
		},
	],
};

function isRanking(seen: Seen): boolean {
	return hasResults(seen) && /^(score|rerank)-/.test(String(under(seen.json, 'id')));
}
