import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ISupplyDataFunctions,
	type SupplyData,
} from 'n8n-workflow';
import { searchModelsOf } from '../shared/search/models';
import { CREDENTIALS } from '../shared/subNodes/fields';
import { chatModelFor } from './supply';
import { CHAT_TASK, PROPERTIES } from './fields';

export class HuggingFaceChatModel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Hugging Face Chat Model',
		name: 'huggingFaceChatModel',
		icon: { light: 'file:../../icons/huggingFace.svg', dark: 'file:../../icons/huggingFace.dark.svg' },
		subtitle: '={{ $parameter["model"] || "Recommended model" }}',
		description: 'Chat model from Hugging Face for AI Agents and chains',
		defaults: { name: 'Hugging Face Chat Model' },
		group: ['transform'],
		version: 1,
		inputs: [],
		outputs: [NodeConnectionTypes.AiLanguageModel],
		outputNames: ['Model'],
		credentials: CREDENTIALS,
		properties: PROPERTIES,
	};

	methods = { listSearch: { searchModels: searchModelsOf(CHAT_TASK.id) } };

	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		return { response: await chatModelFor(this, itemIndex) };
	}
}
