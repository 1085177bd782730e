import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { runNode } from '../../../test/integration/support/engine';
import type { Work } from '../works';

const TASKS: Record<Work['kind'], string> = {
	texts: 'text-classification',
	embeddings: 'feature-extraction',
	lists: 'feature-extraction',
	images: 'text-to-image',
	upload: 'audio-classification',
	uploadBase64: 'automatic-speech-recognition',
};
const LIST_SIZE = 64;

/** The node under test, in n8n's engine. */
export async function nodeClient(work: Work, url: string, items: INodeExecutionData[]): Promise<number> {
	const options = { maxConcurrency: work.concurrency, ...(work.kind === 'lists' && { batchSize: LIST_SIZE }) };
	const parameters: IDataObject = {
		operation: TASKS[work.kind],
		model: { __rl: true, mode: 'url', value: url },
		...(work.kind === 'images'
			? { prompt: '={{ $json.text }}' }
			: work.bytes === undefined
				? { text: work.expression ?? '={{ $json.text }}' }
				: {}),
		// With parameters, the request is JSON with the file as base64.
		...(work.kind === 'uploadBase64' && { parameters: { returnTimestamps: 'true' } }),
		options,
	};
	const result = await runNode({ parameters, items, ...(work.continues && { onError: 'continueRegularOutput' }) });
	if (result.error !== undefined) throw result.error;
	return result.json.filter((json) => json.error === undefined).length;
}
