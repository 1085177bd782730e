import { BURST, IDEAL_SECONDS, WORKERS, type BurstFigures, type BurstLine } from './burst';
import { fixed, whole } from './rows';

const MOST_REQUESTS = 260;
const MOST_REQUESTS_OF_WORKERS = 400;
const SLOWDOWN = 1.3;

const NAMES: Readonly<Record<BurstLine['client'], string>> = {
	node: 'this node, default options',
	httpRequest: `HTTP Request node with *Retry On Fail* (${BURST.tries} tries)`,
	queueMode: `this node, queue mode with ${WORKERS} workers`,
};

/** The bursts as a section of the report, and whether the node met its aims. */
export function burstLines({ lines, startSeconds }: BurstFigures): { lines: string[]; isMet: boolean } {
	const most = IDEAL_SECONDS * SLOWDOWN + startSeconds;
	const isMet = (line: BurstLine): boolean => meets(line, most);
	return {
		isMet: lines.every((line) => line.client === 'httpRequest' || isMet(line)),
		lines: [
			'## Bursts',
			'',
			`${BURST.calls} webhook calls at once in a whole n8n, with one item each. The server has ${BURST.slots} places and a queue of ${BURST.queue}, takes ${BURST.serviceMs / 1000} s a call, and answers 429 beyond.`,
			`The ideal is ${BURST.calls} calls in ${IDEAL_SECONDS} s. n8n itself takes ${fixed(startSeconds)} s for ${BURST.calls} executions that do nothing.`,
			`The aim of the node is ${BURST.calls} answers with at most ${MOST_REQUESTS} calls (${MOST_REQUESTS_OF_WORKERS} in queue mode), in at most ${SLOWDOWN} x the ideal time plus n8n's own.`,
			'',
			'| client | 429 with | answered | calls | time | met |',
			'| --- | --- | --- | --- | --- | --- |',
			...lines.map((line) => row(line, isMet(line))),
		],
	};
}

function meets({ client, answered, requests, seconds }: BurstLine, mostSeconds: number): boolean {
	if (answered < BURST.calls) return false;
	if (client === 'queueMode') return requests <= MOST_REQUESTS_OF_WORKERS;
	return requests <= MOST_REQUESTS && seconds <= mostSeconds;
}

function row({ client, retryAfter, answered, requests, seconds }: BurstLine, isMet: boolean): string {
	const header = retryAfter ? '`Retry-After: 1`' : 'no `Retry-After`';
	const met = client === 'httpRequest' ? '' : isMet ? 'yes' : '**no**';
	const cells = [NAMES[client], header, `${answered} of ${BURST.calls}`, whole(requests), `${fixed(seconds)} s`, met];
	return `| ${cells.join(' | ')} |`;
}
