import type { ISupplyDataFunctions } from 'n8n-workflow';
import { Session } from '../shared/subNodes/session';
import { mended } from './adapter';
import { CHAT_TASK, PROPERTIES } from './fields';
import { HubChatModel } from './model';
import { loadSdk } from './sdk';

/**
 * The chat model that n8n's agents and chains take.
 * @throws {NodeOperationError | NodeApiError} for an n8n without chat models of the community, and for invalid fields
 */
export async function chatModelFor(context: ISupplyDataFunctions, itemIndex: number): Promise<unknown> {
	const { supplyModel, getParametersJsonSchema } = await loadSdk(context.getNode());
	const session = await Session.start(context, { itemIndex, task: CHAT_TASK, properties: PROPERTIES });
	const model = new HubChatModel({ session, schemaOf: (tool) => getParametersJsonSchema(tool) });
	return mended(supplyModel(context, model).response);
}
