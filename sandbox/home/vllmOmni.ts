import { Refusal } from '../answers/answer';
import { rootOf, sendJson, sendText, headerOf, type Exchange } from '../exchange';
import { fieldIn } from '../form';
import { sniff } from '../media/sniff';
import { textOf, type Fields } from '../values';
import { base64List, type Wish } from './paintings';
import {
	boundedNumber,
	fastApiForm,
	fastApiMissing,
	missingField,
	modelList,
	requiredString,
	unprocessable,
} from './program';
import type { Handler, Program } from './program';

const MODEL = 'Qwen/Qwen-Image';
const MOST = 10;

function checked(root: Fields, file?: Buffer): { wish: Wish; count: number } {
	const prompt = requiredString(root, 'prompt');
	const count = boundedNumber(root, 'n', [1, MOST]) ?? 1;
	const { size, response_format: format } = root;
	if (size !== undefined && size !== null && !textOf(size).includes('x'))
		unprocessable(
			'value_error',
			['size'],
			"Value error, size must be in format 'WIDTHxHEIGHT' (e.g., '1024x1024')",
			size,
		);
	if (format !== undefined && format !== 'b64_json')
		unprocessable(
			'value_error',
			['response_format'],
			`Value error, Only 'b64_json' response format is supported, got: ${String(format)}`,
		);
	if (size !== undefined && !/^\d+x\d+$/.test(textOf(size)))
		throw new Refusal(400, { detail: `Invalid size format: '${textOf(size)}'. Expected format: 'WIDTHxHEIGHT'` });
	const shape = {
		seed: boundedNumber(root, 'seed', [-Infinity, Infinity]),
		negative_prompt: root.negative_prompt,
		num_inference_steps: boundedNumber(root, 'num_inference_steps', [1, 200]),
		guidance_scale: boundedNumber(root, 'guidance_scale', [0, 20]),
	};
	return { wish: { prompt, size: size === undefined ? undefined : textOf(size), shape, file }, count };
}

function send(exchange: Exchange, { wish, count }: { wish: Wish; count: number }): void {
	const data = base64List(wish, count).map((one) => ({ ...one, url: null, revised_prompt: null }));
	sendJson(exchange, 200, { created: 1_760_000_000, data });
}

/** Source: vllm-omni, entrypoints/openai/protocol/images.py. Another model's name is taken and left unread. */
const generations: Handler = (exchange) => {
	if (!headerOf(exchange, 'content-type').includes('application/json'))
		unprocessable('value_error', [], "Unsupported Media Type: Only 'application/json' is allowed");
	send(exchange, checked(rootOf(exchange)));
};

const NUMBERS = ['n', 'seed', 'num_inference_steps', 'guidance_scale'];

/** The same fields in a form, with the picture as `image`. */
const edits: Handler = (exchange) => {
	const form = fastApiForm(exchange);
	const image = form.files.find(({ name }) => name === 'image' || name === 'image[]');
	if (image === undefined) return missingField('image');
	if (sniff(image.data)?.kind !== 'image') throw new Refusal(400, { detail: 'Invalid image file' });
	const names = [...new Set(form.fields.map(({ name }) => name))];
	const typed = (name: string): unknown => (NUMBERS.includes(name) ? Number(fieldIn(form, name)) : fieldIn(form, name));
	send(exchange, checked(Object.fromEntries(names.map((name) => [name, typed(name)])), image.data));
};

/** vLLM-Omni with a picture model. */
export const vllmOmni: Program = {
	routes: {
		'GET /health': (exchange) => sendText(exchange, 200, ''),
		'GET /v1/models': modelList([MODEL], { owned_by: 'vllm' }),
		'POST /v1/images/generations': generations,
		'POST /v1/images/edits': edits,
	},
	missing: fastApiMissing,
};
