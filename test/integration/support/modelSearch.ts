import { LoadOptionsContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INode,
	type INodeListSearchResult,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { loadPackage } from './engine';

/** What the user looks for. */
export interface Search {
	/** The node's name in its package. */
	readonly node?: string;
	operation?: string;
	provider?: string;
	filter?: string;
	page?: string;
	more?: IDataObject;
	/** Fields of the credential; false: the node has none. */
	credential?: IDataObject | false;
}

/** The Model list, requested like in the editor. */
export async function searchModels({
	node: name = 'huggingFaceInference',
	operation = 'text-classification',
	provider = 'auto',
	filter,
	page,
	more = {},
	credential = false,
}: Search): Promise<INodeListSearchResult> {
	const type = (await loadPackage()).getNode(name).type as INodeType;
	const credentials =
		credential === false ? {} : { credentials: { huggingFaceInferenceApi: { id: '1', name: 'Credential' } } };
	const node: INode = {
		id: 'node',
		name: 'Node',
		type: name,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...credentials,
	};
	const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const additionalData = { currentNodeParameters: { operation, provider, authentication: 'accessToken', ...more } };
	const context = new LoadOptionsContext(
		workflow,
		node,
		additionalData as unknown as IWorkflowExecuteAdditionalData,
		'parameters.model',
	);
	jest.spyOn(context, 'getCredentials').mockResolvedValue(credential === false ? {} : credential);
	const method = type.methods?.listSearch?.searchModels;
	if (method === undefined) throw new Error('the node has no search');
	return await method.call(context as unknown as ILoadOptionsFunctions, filter, page);
}
