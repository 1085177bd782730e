import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ISupplyDataFunctions,
	type SupplyData,
} from 'n8n-workflow';
import { searchModelsOf } from '../shared/search/models';
import { CREDENTIALS } from '../shared/subNodes/fields';
import { embeddingsFor } from './embeddings';
import { PANEL_TASK, PROPERTIES } from './fields';

export class HuggingFaceEmbeddings implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Hugging Face Embeddings',
		name: 'huggingFaceEmbeddings',
		icon: { light: 'file:../../icons/huggingFace.svg', dark: 'file:../../icons/huggingFace.dark.svg' },
		subtitle: '={{ $parameter["model"] || "Recommended model" }}',
		description: 'Turn texts into vectors for a vector store with Hugging Face models',
		defaults: { name: 'Hugging Face Embeddings' },
		group: ['transform'],
		version: 1,
		inputs: [],
		outputs: [NodeConnectionTypes.AiEmbedding],
		outputNames: ['Embeddings'],
		credentials: CREDENTIALS,
		properties: PROPERTIES,
	};

	methods = { listSearch: { searchModels: searchModelsOf(PANEL_TASK.id) } };

	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		return { response: await embeddingsFor(this, itemIndex) };
	}
}
