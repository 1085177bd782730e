import { answer } from '../answers';
import { Refusal, type Answer, type Question } from '../answers/answer';
import { taskOf } from '../catalogue';
import { rootOf, type Exchange } from '../exchange';
import { fileIn, sniff } from '../media/sniff';
import { models, type Model } from '../models';
import { fieldsOf, listOf, textOf, type Fields } from '../values';

const PLACES = ['image_url', 'image', 'input_image', 'audio_url', 'audio', 'file', 'first_frame'];

function fromUrl(value: unknown): Buffer | undefined {
	const text = textOf(value);
	return fileIn(text.startsWith('data:') ? text.slice(text.indexOf(',') + 1) : text);
}

/** The file of a provider's request: each has a key of its own for it. */
function fileOf(body: Fields): Buffer | undefined {
	const frames = listOf(body.frame_images).map((frame) => fieldsOf(frame).input_image);
	const parts = listOf(body.content).map((part) => fieldsOf(fieldsOf(part).image_url).url);
	const lists = [body.images, body.image_urls, body.reference_images, frames, parts].flatMap(listOf);
	const found = [...PLACES.map((place) => body[place]), ...lists].map(fromUrl);
	return found.find((file) => file !== undefined);
}

function promptOf(body: Fields): string {
	const part = listOf(body.content)
		.map((one) => textOf(fieldsOf(one).text))
		.find(Boolean);
	return textOf(body.prompt, textOf(body.text, textOf(body.input, part ?? '')));
}

function sizeOf(body: Fields): Fields {
	const [width, height] = textOf(body.size).split('x').map(Number);
	if (width !== undefined && height !== undefined && width > 0) return { width, height };
	return fieldsOf(body.image_size ?? body.target_size);
}

/** The model behind a provider's own id; a fault in the name is not part of it. */
export function modelAt(provider: string, providerId: string): Model | undefined {
	const id = providerId.replace(/-fault-[\w-]+$/, '').toLowerCase();
	return models.find((model) => textOf(fieldsOf(model.providers[provider]).providerId).toLowerCase() === id);
}

/** A provider's request as a question to a task. */
export function questionFor(exchange: Exchange, task: string, body: Fields = rootOf(exchange)): Question {
	const known = taskOf(task) ?? { id: task, answer: { kind: 'media' } };
	const prompt = promptOf(body);
	const parameters = {
		num_inference_steps: body.steps,
		...body,
		...sizeOf(body),
		prompt: prompt === '' ? undefined : prompt,
	};
	const contentType = 'application/json';
	const size = exchange.request.body.length;
	return { task: known, inputs: prompt, parameters, root: body, file: fileOf(body), method: 'POST', contentType, size };
}

/** The answer of the model that a provider calls by this id. */
export function answerFor(
	exchange: Exchange,
	provider: string,
	providerId: string,
	body?: Fields,
): { task: string; answer: Answer } {
	const model = modelAt(provider, providerId);
	if (model === undefined)
		throw new Refusal(404, {
			error: { message: `Model ${providerId} not found`, type: 'invalid_request_error', code: 'model_not_found' },
		});
	return { task: model.task, answer: answer(questionFor(exchange, model.task, body)) };
}

/** The part `file` of a multipart form, where it is a file of a known kind. */
export function formFile({ request }: Exchange): Buffer | undefined {
	const file = request.form?.files.find(({ name }) => name === 'file')?.data;
	return file !== undefined && sniff(file) !== undefined ? file : undefined;
}
