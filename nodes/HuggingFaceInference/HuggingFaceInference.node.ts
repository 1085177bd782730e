import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testCredential } from '../shared/credential/credentialTest';
import { run } from './execution/run';
import { connections, propertiesOf } from './panel/description';
import { searchModels } from '../shared/search/models';
import { tasks } from '../shared/tasks';

export class HuggingFaceInference implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Hugging Face Inference',
		name: 'huggingFaceInference',
		icon: { light: 'file:../../icons/huggingFace.svg', dark: 'file:../../icons/huggingFace.dark.svg' },
		group: ['transform'],
		version: 1,
		// Shows the model, or else the task. n8n resolves a resource locator to its value here.
		subtitle: '={{ $parameter["model"] || $parameter["operation"].replaceAll("-", " ").toTitleCase() }}',
		description: `Run ${tasks.length} AI tasks on text, images, audio, video and tables with Hugging Face models`,
		defaults: { name: 'Hugging Face Inference' },
		usableAsTool: true,
		...connections,
		credentials: [
			{
				name: 'huggingFaceInferenceApi',
				required: true,
				testedBy: 'testCredential',
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
		],
		properties: propertiesOf(tasks),
	};

	methods = { credentialTest: { testCredential }, listSearch: { searchModels } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this);
	}
}
