import { Refusal } from '../answers/answer';
import { rootOf, sendBytes, sendJson, sendText, type Exchange } from '../exchange';
import { fieldIn } from '../form';
import { sniff } from '../media/sniff';
import { numberOf, textOf } from '../values';
import { base64List, type Wish } from './paintings';
import type { Handler, Program } from './program';

function refuse(error: string): never {
	throw new Refusal(400, { error });
}

/** Numbers around an `x`; anything else leaves the default size. */
function sizeIn(size: string | undefined): string | undefined {
	return /^\d+x\d+/.test(size ?? '') ? size : undefined;
}

function formatIn(format: string): string {
	return ['png', 'jpeg', 'webp'].includes(format)
		? format
		: refuse('invalid output_format, must be one of [png, jpeg, webp]');
}

function send(exchange: Exchange, wish: Wish, count: number): void {
	const data = base64List(wish, Math.max(1, count));
	sendJson(exchange, 200, { created: 1_760_000_000, data, output_format: wish.format });
}

/** Source: stable-diffusion.cpp, examples/server/routes_openai.cpp. Reads prompt, n, size and output_format alone. */
const generations: Handler = (exchange) => {
	if (exchange.request.body.length === 0) refuse('empty body');
	if (exchange.request.json === undefined)
		throw new Refusal(500, { error: 'server_error', message: '[json.exception.parse_error.101] parse error' });
	const root = rootOf(exchange);
	const prompt = textOf(root.prompt);
	if (prompt === '') refuse('prompt required');
	const wish = {
		prompt,
		size: sizeIn(textOf(root.size)) ?? '512x512',
		format: formatIn(textOf(root.output_format, 'png')),
	};
	send(exchange, wish, numberOf(root.n, 1));
};

/** Pictures as `image[]`, or one as `image`; a file that is no picture is passed over. */
const edits: Handler = (exchange) => {
	const { form } = exchange.request;
	if (form === undefined) return refuse('Content-Type must be multipart/form-data');
	const prompt = fieldIn(form, 'prompt') ?? '';
	if (prompt === '') refuse('prompt required');
	const listed = form.files.filter(({ name }) => name === 'image[]');
	const images = listed.length > 0 ? listed : form.files.filter(({ name }) => name === 'image');
	if (images.length === 0) refuse('at least one image[] required');
	const file = images.find(({ data }) => sniff(data)?.kind === 'image')?.data;
	const format = formatIn(fieldIn(form, 'output_format') ?? 'png');
	send(exchange, { prompt, file, size: sizeIn(fieldIn(form, 'size')), format }, Number(fieldIn(form, 'n') ?? 1) || 1);
};

/** stable-diffusion.cpp's server: one model, pictures as base64. */
export const stableDiffusionCpp: Program = {
	routes: {
		'GET ': (exchange) => sendText(exchange, 200, 'Stable Diffusion Server is running'),
		'GET /v1/models': (exchange) =>
			sendJson(exchange, 200, { data: [{ id: 'sd-cpp-local', object: 'model', owned_by: 'local' }] }),
		'POST /v1/images/generations': generations,
		'POST /v1/images/edits': edits,
	},
	missing: (exchange) => sendBytes(exchange, 404, 'text/plain', Buffer.alloc(0)),
};
