import { isPlain } from '../../client/jsonPayload';
import type { PayloadObject } from '../../client/payload';
import type { OpenAiForm } from '../../inference/openAi/form';
import { programNamed } from '../../inference/servers';
import { placed, type Placed } from '../../inference/servers/abilities';

/**
 * A text to read aloud, as JSON. `voice`, `speed` and extra parameters keep their names. Source: OpenAI's reference of
 * audio.
 */
export const speechForm: OpenAiForm = {
	asks: 'program',
	models: /tts|kokoro|speech|voice|bark|parler|orpheus|piper|chatterbox/i,
	routes: () => ['/v1/audio/speech'],
	toPayload: ({ inputs, parameters }, { program, model }) => {
		const { generation_parameters: nested, ...others } = isPlain(parameters) ? parameters : {};
		const { fields } = generation(nested, program);
		return { json: { ...(model !== undefined && { model }), input: inputs ?? '', ...fields, ...others } };
	},
	leavesOut: ({ parameters }, { program }) => {
		const nested = isPlain(parameters) ? parameters.generation_parameters : undefined;
		return generation(nested, program).unread;
	},
};

function generation(nested: PayloadObject[string] | undefined, program: string | undefined): Placed {
	return placed(isPlain(nested) ? nested : {}, programNamed(program)?.speaks ?? {});
}
