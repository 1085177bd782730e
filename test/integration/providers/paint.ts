import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { runNode, type RunResult } from '../support/engine';
import { useFreshSandbox } from '../support/sandbox';
import type { Mapping } from './hub';

/** How the Hub says that a provider serves a model. */
export const entry = (provider: string, more: Partial<Mapping> = {}): Mapping => ({
	provider,
	providerId: `${provider}/sandbox/text-to-image`,
	status: 'live',
	task: 'text-to-image',
	...more,
});

/** Who served each item, by its metadata. */
export const served = ({ json }: RunResult): unknown[] => json.map(({ _meta }) => (_meta as IDataObject).provider);

interface Given {
	readonly model?: string;
	readonly provider?: string;
	readonly credential?: IDataObject;
	readonly items?: INodeExecutionData[];
	/** Further parameters, such as another task. */
	readonly more?: IDataObject;
}

/** Runs Text to Image by a model's name against a fresh sandbox, and tells what the sandbox was asked. */
export function usePaint() {
	const sandbox = useFreshSandbox();
	let count = 0;
	/** A model's name that no other test uses: what the Hub says of a model is remembered for some minutes. */
	const newModel = (): string => `sandbox/text-to-image-${(count += 1)}`;

	async function paint({ provider = 'auto', credential = {}, more = {}, ...given }: Given = {}): Promise<RunResult> {
		const parameters = {
			operation: 'text-to-image',
			prompt: 'a fox',
			provider,
			model: { __rl: true, mode: 'id', value: given.model ?? newModel() },
			...more,
			options: { includeMetadata: true, ...(more.options as IDataObject | undefined) },
		};
		return await runNode({ parameters, items: given.items, credential: sandbox.credential(credential) });
	}

	const lookups = () => sandbox.current().requests.filter(({ path }) => path.startsWith('/api/models/'));
	const posts = () => sandbox.current().requests.filter(({ method }) => method === 'POST');
	return { sandbox, newModel, paint, lookups, posts };
}
