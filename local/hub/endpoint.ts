import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HUB_MODELS, type HubSource } from './models';

const PATIENCE_MS = 4_000;

/** The Hub's address: `HF_ENDPOINT` as in Hugging Face's own libraries, else huggingface.co. */
export function hubEndpoint(): string {
	return (process.env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '');
}

/** Whether models can be downloaded from there: asks for the configuration of one. */
export async function isReachable(endpoint: string, model = HUB_MODELS[0]?.id ?? ''): Promise<boolean> {
	try {
		const address = `${endpoint}/${model}/resolve/main/config.json`;
		const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
		const config: unknown = await response.json();
		return response.ok && typeof config === 'object' && config !== null;
	} catch {
		return false;
	}
}

/**
 * Where models of the Hub can be had from: the Hub, or what an earlier download left.
 * @param models those that are wanted
 * @returns undefined where there are none
 */
export async function findHub(endpoint: string, cache: string, models = HUB_MODELS): Promise<HubSource | undefined> {
	if (await isReachable(endpoint, models[0]?.id)) return { endpoint, cache, models, isOffline: false };
	const kept = models.filter(({ id }) => existsSync(join(cache, id)));
	return kept.length === 0 ? undefined : { endpoint, cache, models: kept, isOffline: true };
}
