import { unexpectedResponse } from '../shared/client/errors';
import type { JsonValue } from '../shared/client/json';
import type { ServerAnswer } from '../shared/client/response';
import { jsonOf } from '../shared/tasks/answers/wrongKind';
import { elementsOf } from '../shared/tasks/answers/elements';
import { vectors } from '../shared/tasks/answers/vectors';

/**
 * The vectors of an answer, one for each text, in the order of the texts.
 * @throws {InferenceError} `unexpectedResponse` where their number is wrong, or where they are no vectors of texts
 */
export async function vectorsIn(answer: ServerAnswer, count: number): Promise<number[][]> {
	const json = jsonOf(answer);
	if (count === 1) return [await vectorIn(json, json)];
	const elements = elementsOf(json, count);
	if (elements === undefined) {
		throw unexpectedResponse(`The server did not answer with one vector for each of the ${count} texts`, {
			advice: "Set 'Batch Size' in 'Options' to 1 for this model.",
			response: json,
		});
	}
	return await Promise.all(elements.map(async (element) => await vectorIn(element, json)));
}

async function vectorIn(element: JsonValue, whole: JsonValue): Promise<number[]> {
	const read = await vectors.read({ kind: 'json', value: element }, { values: {}, fieldName: () => 'data' });
	const { embedding, embeddings } = read.json;
	if (Array.isArray(embedding)) return embedding as number[];
	throw unexpectedResponse(
		embeddings === undefined
			? 'The server answered with something other than a vector'
			: 'The server answered with a vector for each token, not with one for the text',
		{
			advice: "Choose a model for sentence similarity in 'Model', e.g. intfloat/multilingual-e5-large.",
			response: whole,
		},
	);
}
