import { parentPort, workerData } from 'node:worker_threads';
import { Refusal } from '../refusal';
import { load as detection } from './detection';
import { load as embeddings } from './embeddings';
import { librariesIn, type Load, type Run } from './engine';
import { load as language } from './language';
import type { EngineData, Order, Report } from './messages';
import { load as text } from './text';
import { load as transformers } from './transformers';

/** The engines by their names. Their libraries are loaded at the first order. */
const ENGINES: Readonly<Record<string, Load>> = { detection, embeddings, language, text, transformers };

const { engine, packages, settings }: EngineData = workerData;

let loading: Promise<Run> | undefined;

async function loaded(): Promise<Run> {
	const load = ENGINES[engine];
	if (load === undefined) throw new Error(`There is no engine ${engine}`);
	return await load({ ...librariesIn(packages), settings, say: (says) => send({ says }) });
}

function send(report: Report): void {
	parentPort?.postMessage(report);
}

function wordsOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

async function answer({ id, input }: Order): Promise<void> {
	let run: Run;
	try {
		loading ??= loaded();
		run = await loading;
	} catch (error) {
		return send({ id, error: wordsOf(error), isUnloadable: true });
	}
	try {
		send({ id, result: await run(input, (part) => send({ id, part })) });
	} catch (error) {
		send({ id, error: wordsOf(error), status: error instanceof Refusal ? error.status : 500 });
	}
}

parentPort?.on('message', (order: Order) => void answer(order));
