import { isObject, type JsonObject, type JsonValue } from '../../../shared/client/json';
import { servedBy } from '../../../shared/inference/figures/bill';
import type { Cost } from '../../../shared/inference/figures/cost';
import type { InferenceResult } from '../../../shared/inference/request';

/** Who served a request, and how. */
export type Served = Pick<InferenceResult<unknown>, 'route' | 'url' | 'report' | 'cost'>;

/** The key `_meta` of an item. What is unknown is left out. */
export function metadata({ route, url, report, cost }: Served, usage: JsonValue | undefined): JsonObject {
	const computeTime = Number(report.headers['x-compute-time']);
	return {
		...(route.model !== undefined && { model: route.model }),
		...(route.kind !== 'endpoint' && { provider: servedBy(report.headers) ?? route.provider }),
		host: url.host,
		...(report.requestId !== undefined && { requestId: report.requestId }),
		...(Number.isFinite(computeTime) && { computeTime }),
		attempts: report.attempts,
		durationMs: Math.round(report.durationMs),
		...(isObject(usage) && { usage }),
		...(cost && { cost: costKeys(cost) }),
	};
}

function costKeys({ usd, price, isUpperBound }: Cost): JsonObject {
	const { input: inputUsdPerMillion, output: outputUsdPerMillion } = price;
	return { usd, inputUsdPerMillion, outputUsdPerMillion, ...(isUpperBound && { isUpperBound }) };
}
