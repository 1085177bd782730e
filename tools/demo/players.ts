import type { Step } from './steps';

/** Who answers a step. */
export interface Player {
	/** Whether a model runs; else the sandbox plays it by rules. */
	readonly isReal: boolean;
	/** The model's id; empty has Hugging Face's recommended one run. */
	readonly model: string;
	readonly credential: 'local' | 'remote' | 'sandbox';
}

/** What there is to answer with. */
export interface Available {
	/** Models that the local server can run on this machine. */
	readonly local: ReadonlySet<string>;
	/** Why some cannot be run, by their id. */
	readonly missing: Readonly<Record<string, string>>;
	/** The chat model of the local server, where the Hub can be reached. */
	readonly chatModel?: string;
	/** Whether there is a token for Hugging Face. */
	readonly hasToken: boolean;
}

/** Who answers a step; a reason in words where nobody does. A step that a local model can do is never played. */
export function playerOf(step: Step, { local, missing, chatModel, hasToken }: Available): Player | string {
	if (step.model !== undefined) {
		if (local.has(step.model)) return { isReal: true, model: step.model, credential: 'local' };
		return missing[step.model] ?? 'the local models could not be installed';
	}
	if (hasToken) return { isReal: true, model: '', credential: 'remote' };
	if (step.task === 'chat-completion' && chatModel !== undefined)
		return { isReal: true, model: chatModel, credential: 'local' };
	return { isReal: false, model: `sandbox/${step.task}`, credential: 'sandbox' };
}
