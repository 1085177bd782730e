import { invalidInput } from '../../client/errors';
import { isPlain } from '../../client/jsonPayload';
import type { PayloadObject, PayloadValue } from '../../client/payload';
import type { OpenAiForm, OpenAiServer, OpenAiTarget } from '../../inference/openAi/form';
import { programNamed } from '../../inference/servers';
import { OPENAI_PAINTING, placed, type Painting } from '../../inference/servers/abilities';
import { formParts } from '../formParts';

const GENERATIONS = '/v1/images/generations';
const EDITS = '/v1/images/edits';
const MODELS = /diffusion|flux|image|dall|sd-|sdxl|pixart|lumina|kontext|edit/i;

/** An image from a prompt, as JSON. Source: OpenAI's reference of images. */
export const newPicture: OpenAiForm = {
	asks: 'program',
	models: MODELS,
	routes: () => [GENERATIONS],
	toPayload: ({ inputs, parameters }, target) => ({ json: fieldsFor(inputs, parameters, target).fields }),
	leavesOut: ({ inputs, parameters }, target) => fieldsFor(inputs, parameters, target).unread,
};

/** An image from another one, as a form, or as the JSON of new images with the other image in base64. */
export const editedPicture: OpenAiForm = {
	asks: 'protocol',
	models: MODELS,
	routes: (_json, server) => [painting(server).edits === 'file' ? GENERATIONS : EDITS],
	toPayload: ({ inputs, parameters }, target) => {
		const { prompt, others } = prompted(parameters);
		const { fields } = fieldsFor(prompt, others, target);
		const image = inputs ?? '';
		return painting(target).edits === 'file'
			? { json: { ...fields, file: image } }
			: { form: formParts({ image, ...fields }) };
	},
	leavesOut: ({ parameters }, target) => {
		const { prompt, others } = prompted(parameters);
		return fieldsFor(prompt, others, target).unread;
	},
};

function painting({ program }: OpenAiServer): Painting {
	return programNamed(program)?.paints ?? OPENAI_PAINTING;
}

function prompted(parameters: PayloadValue | undefined): { prompt?: PayloadValue; others: PayloadObject } {
	const { prompt, ...others } = isPlain(parameters) ? parameters : {};
	return { ...(prompt !== undefined && { prompt }), others };
}

/** Parameters that servers read in places of their own, or not at all. */
const PLACED = ['guidance_scale', 'negative_prompt', 'num_inference_steps', 'scheduler', 'seed'];

/**
 * The fields of a request, and the names of parameters without a place in it. Extra parameters keep their names. The
 * image comes as base64: an address would need a download, at which servers refuse the token.
 * @throws {InferenceError} `invalidInput` for a width without a height, or the other way round
 */
function fieldsFor(
	prompt: PayloadValue | undefined,
	parameters: PayloadValue | undefined,
	target: OpenAiTarget,
): { fields: PayloadObject; unread: readonly string[] } {
	const { width, height, target_size: size, ...others } = isPlain(parameters) ? parameters : {};
	const isOurs = (name: string): boolean => PLACED.includes(name) && !target.extras.includes(name);
	const entries = Object.entries(others);
	const { negative_prompt: negative, ...ours } = Object.fromEntries(entries.filter(([name]) => isOurs(name)));
	const { joinsPrompts, places } = painting(target);
	const isJoined = joinsPrompts && negative !== undefined;
	const { fields, unread } = placed(
		isJoined || negative === undefined ? ours : { ...ours, negative_prompt: negative },
		places,
	);
	return {
		fields: {
			...(target.model !== undefined && { model: target.model }),
			prompt: isJoined ? `${String(prompt ?? '')}|${String(negative)}` : (prompt ?? ''),
			...sizeOf(isPlain(size) ? size : { width, height }),
			response_format: 'b64_json',
			...fields,
			...Object.fromEntries(entries.filter(([name]) => !isOurs(name))),
		},
		unread,
	};
}

/** Both sides as one text: `512x768`. */
function sizeOf({ width, height }: { [side: string]: PayloadValue | undefined }): PayloadObject {
	if (width === undefined && height === undefined) return {};
	if (typeof width === 'number' && typeof height === 'number') return { size: `${width}x${height}` };
	throw invalidInput(
		"This server takes 'Width' and 'Height' only together",
		"Set both in 'Model Parameters', or neither.",
	);
}
