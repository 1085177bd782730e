import type { InferenceError } from '../../client/errors';
import { liveProviders, type ModelFigures } from '../../client/figures';
import { isObject } from '../../client/json';
import type { PayloadObject } from '../../client/payload';
import type { ServerAnswer } from '../../client/response';
import type { HttpResponse } from '../../http/exchange';
import { costOf, countedTokens, dearest, guessedTokens, type Cost } from './cost';
import { textOf } from './limits';
import type { Spending } from './spending';

/** What a chat request is billed by. */
export interface Terms {
	readonly model: ModelFigures;
	/** The provider that was named; absent where the router picks it. */
	readonly provider?: string;
	readonly body: PayloadObject;
}

/** Who served, as the router says. Undocumented; huggingface/chat-ui reads it. */
export function servedBy(headers: HttpResponse['headers']): string | undefined {
	const name = headers['x-inference-provider'];
	return typeof name === 'string' ? name : undefined;
}

/** The bill of one request: its cost is known once its answer has come. */
export class Bill {
	cost?: Cost;
	private isCounted = false;

	/** @param terms absent where nothing is known of prices */
	constructor(
		private readonly spending: Spending,
		private readonly terms?: Terms,
	) {}

	/** Whether an answer has a price, as far as is known before. */
	get isPriced(): boolean {
		if (this.terms === undefined) return false;
		const { model, provider } = this.terms;
		const serving =
			provider === undefined ? liveProviders(model) : model.providers.filter((one) => one.provider === provider);
		return serving.some(({ price }) => price !== undefined);
	}

	/** Told of an answer, before it is known whether it can be used: it is billed all the same. */
	onAnswer(answer: ServerAnswer, headers: HttpResponse['headers'] = {}): void {
		// A stream that is passed on has not ended yet.
		if (answer.kind !== 'json') return;
		const usage = isObject(answer.value) ? answer.value.usage : undefined;
		this.count(answer.value, { tokens: countedTokens(usage), headers });
	}

	/** Told of a failure: the part of an answer that came before it broke off is billed. A refusal is not. */
	onFailure({ details: { response, status } }: InferenceError): void {
		if (response !== undefined && status === undefined) this.count(response, { headers: {} });
	}

	private count(
		answer: unknown,
		{ tokens, headers }: { tokens?: ReturnType<typeof countedTokens>; headers: HttpResponse['headers'] },
	): void {
		if (this.terms === undefined || this.isCounted) return;
		this.isCounted = true;
		const { model, body } = this.terms;
		const provider = servedBy(headers) ?? this.terms.provider;
		this.cost = tokens && costOf(tokens, model, provider);
		const rough = tokens ?? guessedTokens(textOf(body.messages), JSON.stringify(answer));
		const most = costOf(rough, model, provider) ?? dearest(rough, model);
		this.spending.add({ cost: this.cost, most });
	}
}
