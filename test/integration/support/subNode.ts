import { SupplyDataContext } from 'n8n-core';
import {
	Workflow,
	createRunExecutionData,
	type AINodeConnectionType,
	type IDataObject,
	type IExecuteData,
	type INode,
	type INodeType,
	type IRunExecutionData,
	type ITaskData,
} from 'n8n-workflow';
import { additionalData, loadPackage, nodeTypes } from './engine';

export interface SubNodeOptions {
	/** The node's name in its package, e.g. huggingFaceEmbeddings. */
	readonly name: string;
	readonly parameters: IDataObject;
	/** Fields of the credential; absent: the node has none, and `authentication` is set to none. */
	readonly credential?: IDataObject;
	readonly cancel?: AbortSignal;
}

export interface SubNode<T> {
	/** What the node gives to its root node. */
	readonly response: T;
	/** The runs that n8n's AI log shows. */
	readonly runs: () => ITaskData[];
	readonly context: SupplyDataContext;
}

/** Has a built sub-node supply its data through n8n's own context. */
export async function supply<T>({ name, parameters, credential, cancel }: SubNodeOptions): Promise<SubNode<T>> {
	const types = await loadPackage();
	const type = types.getNode(name).type as INodeType;
	const node: INode = {
		id: 'node',
		name: 'Sub-node',
		type: `n8n-nodes-huggingface-inference.${name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: {
			...(credential === undefined && { authentication: 'none' }),
			...parameters,
		} as INode['parameters'],
		...(credential && { credentials: { huggingFaceInferenceApi: { id: 'credential', name: 'Credential' } } }),
	};
	const definition = { id: 'workflow', name: 'Test', nodes: [node], connections: {}, active: false, settings: {} };
	const workflow = new Workflow({
		...definition,
		nodeTypes: nodeTypes(types, [], undefined),
	} as ConstructorParameters<typeof Workflow>[0]);
	const data: IRunExecutionData = createRunExecutionData();
	const items = [{ json: {} }];
	const executeData: IExecuteData = { node, data: { main: [items] }, source: null };
	const context = new SupplyDataContext(
		workflow,
		node,
		additionalData(types, { parameters, credential }, definition),
		'manual',
		data,
		0,
		items,
		{},
		type.description.outputs[0] as AINodeConnectionType,
		executeData,
		[],
		cancel,
	);
	const supplied = await type.supplyData?.call(context, 0);
	return { response: supplied?.response as T, runs: () => data.resultData.runData[node.name] ?? [], context };
}
