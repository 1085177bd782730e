import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ISupplyDataFunctions,
	type SupplyData,
} from 'n8n-workflow';
import { searchModelsOf } from '../shared/search/models';
import { CREDENTIALS } from '../shared/subNodes/fields';
import { rerankerFor } from './reranker';
import { PROPERTIES, RERANKER_TASK } from './fields';

export class HuggingFaceReranker implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Hugging Face Reranker',
		name: 'huggingFaceReranker',
		icon: { light: 'file:../../icons/huggingFace.svg', dark: 'file:../../icons/huggingFace.dark.svg' },
		subtitle: '={{ $parameter["model"] || "Recommended model" }}',
		description: 'Sort the documents of a vector store by relevance with Hugging Face models',
		defaults: { name: 'Hugging Face Reranker' },
		group: ['transform'],
		version: 1,
		inputs: [],
		outputs: [NodeConnectionTypes.AiReranker],
		outputNames: ['Reranker'],
		credentials: CREDENTIALS,
		properties: PROPERTIES,
	};

	methods = { listSearch: { searchModels: searchModelsOf(RERANKER_TASK.id) } };

	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		return { response: await rerankerFor(this, itemIndex) };
	}
}
