import { text } from '../shared/fields/field';
import { subNodeProperties, withoutParameters } from '../shared/subNodes/fields';
import { featureExtraction } from '../shared/tasks/nlp/featureExtraction';
import type { Task } from '../shared/tasks/task';

/** As many texts as servers take by default; source: TEI, `--max-client-batch-size`. */
export const TEXTS_PER_REQUEST = 32;

export const DOCUMENT_PROMPT = text(
	['document_prompt_name', 'Document Prompt Name'],
	'Name of a prompt stored in the model, put before each text that is stored',
	{ placeholder: 'e.g. document' },
);

export const QUERY_PROMPT = text(
	['query_prompt_name', 'Query Prompt Name'],
	'Name of a prompt stored in the model, put before each search text',
	{ placeholder: 'e.g. query' },
);

/** The task with the parameters that the panel shows. */
export const PANEL_TASK = withoutParameters(featureExtraction, 'promptName', 'encodingFormat');

/** The task with one of the two fields in place of its own prompt. */
export function taskWithPrompt({ label }: typeof DOCUMENT_PROMPT): Task {
	const parameters = featureExtraction.parameters
		.filter(({ name }) => name !== 'encodingFormat')
		.map((field) => (field.name === 'promptName' ? { ...field, label } : field));
	return { ...featureExtraction, parameters };
}

export const PROPERTIES = subNodeProperties(PANEL_TASK, {
	own: [DOCUMENT_PROMPT, QUERY_PROMPT],
	options: ['batchSize', 'maxConcurrency', 'requestsPerMinute'],
	described: { batchSize: { description: `Number of texts per request. Default: ${TEXTS_PER_REQUEST}.` } },
});
