import { sleep } from '../../http/deadline';
import { InferenceError } from '../errors';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../json';
import { ROUTER_URL } from '../service';
import { cancelJob, fetch, pollUrl, type ProviderRun } from './fetch';

const PREDICTION_PAUSE_MS = 500;

/** replicate answers before the result is there when it takes more than a minute: then its job is asked for. */
export async function waitForPrediction(value: JsonValue, run: ProviderRun): Promise<JsonValue> {
	let prediction = value;
	while (
		run.provider === 'replicate' &&
		isObject(prediction) &&
		isObject(prediction.urls) &&
		typeof prediction.urls.get === 'string'
	) {
		if (prediction.status === 'failed' || prediction.status === 'canceled') {
			throw new InferenceError(`The job failed at replicate: ${String(prediction.error ?? prediction.status)}`, {
				type: 'server',
				advice: 'Check the inputs, or choose another model or provider.',
			});
		}
		if (prediction.status !== 'starting' && prediction.status !== 'processing') return prediction;
		await sleep(PREDICTION_PAUSE_MS, run.context.deadline.signal);
		prediction = parseJson(
			await (await fetch(jobAddress(prediction.urls.get, run), { headers: { ...run.headers } })).text(),
		);
	}
	return prediction;
}

/** A provider names its own host in a job's addresses, also to those who came through the router. */
function jobAddress(address: string, run: ProviderRun): string {
	const { pathname, search } = new URL(address);
	const isRouted = run.url.href.startsWith(run.service.routerUrl);
	return isRouted ? `${ROUTER_URL}/${run.provider}${pathname}${search}` : `${run.url.origin}${pathname}${search}`;
}

/** Cancels a job at the provider when the call is given up, where the provider can do it. */
export function cancelOnAbort(value: JsonValue, run: ProviderRun): () => void {
	const { signal } = run.context.deadline;
	const onAbort = (): void => {
		const cancel = cancelAddress(value, run);
		if (cancel !== undefined) void cancelJob(cancel.url, cancel.method, run);
	};
	signal.addEventListener('abort', onAbort, { once: true });
	return () => signal.removeEventListener('abort', onAbort);
}

/** Where a job is cancelled; undefined where it cannot be, or where the provider named no usable address. */
function cancelAddress(value: JsonValue, run: ProviderRun): { url: URL; method: 'PUT' | 'POST' } | undefined {
	try {
		return isObject(value) ? addressToCancel(value, run) : undefined;
	} catch {
		return undefined;
	}
}

function addressToCancel(value: JsonObject, run: ProviderRun): { url: URL; method: 'PUT' | 'POST' } | undefined {
	if (run.provider === 'fal-ai' && typeof value.response_url === 'string') {
		return { url: pollUrl(`${jobAddress(value.response_url, run)}/cancel${run.url.search}`, run), method: 'PUT' };
	}
	if (run.provider === 'replicate' && isObject(value.urls) && typeof value.urls.cancel === 'string') {
		return { url: pollUrl(jobAddress(value.urls.cancel, run), run), method: 'POST' };
	}
	return undefined;
}
