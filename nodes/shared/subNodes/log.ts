import type { AINodeConnectionType, IDataObject, ISupplyDataFunctions } from 'n8n-workflow';
import type { NodeFailure } from './failure';

/**
 * Does a work that n8n's AI log shows, with its input and its output or failure.
 * @param asFailure makes n8n's error of any other
 * @throws {NodeFailure}
 */
export async function logged<T>(
	context: Pick<ISupplyDataFunctions, 'addInputData' | 'addOutputData'>,
	entry: { readonly type: AINodeConnectionType; readonly input: IDataObject; readonly output: (result: T) => unknown },
	steps: { readonly work: () => Promise<T>; readonly asFailure: (error: unknown) => NodeFailure },
): Promise<T> {
	const { type, input, output } = entry;
	const { index } = context.addInputData(type, [[{ json: input }]]);
	const result = await steps.work().catch((error: unknown) => {
		const failure = steps.asFailure(error);
		context.addOutputData(type, index, failure);
		throw failure;
	});
	context.addOutputData(type, index, [[{ json: { response: output(result) } as IDataObject }]]);
	return result;
}
