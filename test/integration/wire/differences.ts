import type { JsonObject, JsonValue } from '../../../nodes/shared/client/json';
import { FILE } from './arguments';
import { asFile, asJson, nested, type Arguments, type WireRequest } from './request';

/** A difference between the official client's request and the node's: why, and what the node does instead. */
export interface Difference {
	readonly tasks: readonly string[];
	readonly reason: string;
	/** Whether it shows with these arguments; absent: always. */
	readonly when?: (args: Arguments) => boolean;
	readonly instead: (request: WireRequest, args: Arguments) => WireRequest;
}

/** Tasks that the official client has no function for on hf-inference: its general helper sends what it is given. */
export const GENERAL: Readonly<Record<string, string>> = {
	conversational: "the client's helper of this name speaks the chat protocol; this task is the older payload",
	'custom-request': 'whatever the user writes',
	'depth-estimation': 'no helper',
	'image-feature-extraction': 'no helper',
	'image-text-to-image': 'helpers for providers alone',
	'image-text-to-video': 'helpers for providers alone',
	'image-to-video': 'helpers for providers alone',
	'mask-generation': 'no helper',
	'text-ranking': 'no helper',
	'text-to-video': 'helpers for providers alone',
	'video-classification': 'no helper',
	'zero-shot-audio-classification': 'no helper',
	'zero-shot-object-detection': 'no helper',
};

const hasParameters = ({ parameters }: Arguments): boolean => parameters.size > 0;
const hasNone = (args: Arguments): boolean => !hasParameters(args);
const isEndpoint = ({ place }: Arguments): boolean => place === 'endpoint';
const base64 = ({ file }: Arguments): string => file?.bytes.toString('base64') ?? '';

function body({ json }: WireRequest): JsonObject {
	return json as JsonObject;
}

/** The schema's own form: the file in base64, and all parameters. */
function schemaForm(args: Arguments): JsonObject {
	const inputs: JsonValue = args.inputs.inputs === FILE ? base64(args) : (args.inputs.inputs ?? '');
	return { inputs, ...nested(args.parameters) };
}

export const DIFFERENCES: readonly Difference[] = [
	{
		tasks: [
			'audio-classification',
			'automatic-speech-recognition',
			'image-classification',
			'image-to-text',
			'object-detection',
		],
		reason: 'the client sends the file as raw bytes and drops the parameters',
		when: hasParameters,
		instead: (request, args) => asJson(request, schemaForm(args)),
	},
	{
		tasks: ['image-segmentation', 'depth-estimation', 'image-feature-extraction', 'mask-generation'],
		reason: 'without parameters a file goes as raw bytes, as the schema allows and every server understands',
		when: hasNone,
		instead: asFile,
	},
	{
		tasks: ['video-classification'],
		reason:
			'no server takes the bytes of a video as they are: they go as base64 in JSON, with the key that the toolkit looks for',
		when: hasNone,
		instead: (request) => asJson(request, { ...body(request), parameters: {} }),
	},
	{
		tasks: ['zero-shot-image-classification'],
		reason: 'hf-serve and the community images refuse `inputs.image`',
		instead: (request, args) => asJson(request, { ...body(request), inputs: base64(args) }),
	},
	{
		tasks: ['summarization', 'translation'],
		reason: 'servers refuse the nested `generate_parameters`: what is in it goes flat',
		when: hasParameters,
		instead: (request, { parameters }) => {
			const { generate_parameters: free, ...others } = nested(parameters).parameters as JsonObject;
			return asJson(request, { ...body(request), parameters: { ...(free as JsonObject), ...others } });
		},
	},
	{
		tasks: ['table-question-answering'],
		reason: 'servers differ on `question`: all of them read `query`',
		instead: (request, { inputs }) => {
			const { question, ...others } = inputs.inputs as JsonObject;
			return asJson(request, { ...body(request), inputs: { query: question ?? '', ...others } });
		},
	},
	{
		tasks: ['text-generation'],
		reason:
			"the client asks for OpenAI's completions, which the toolkit and hf-serve do not have: the node follows Python's client",
		instead: (request, args) => ({
			...asJson(request, schemaForm(args)),
			path: request.path.replace(/\/v1\/completions$/, ''),
		}),
	},
	{
		tasks: ['chat-completion', 'image-text-to-text'],
		reason: "the client names the endpoint's address as the model; the node sends the word that Python's client does",
		when: isEndpoint,
		instead: (request) => asJson(request, { ...body(request), model: 'dummy' }),
	},
	{
		tasks: ['text-ranking'],
		reason: 'the toolkit reads `inputs`, text-embeddings-inference the root: the node sends both',
		instead: (request) => {
			const { query = '', texts = [], return_text: returned } = body(request);
			return asJson(request, {
				...body(request),
				inputs: { query, texts, ...(returned !== undefined && { return_documents: returned }) },
			});
		},
	},
];
