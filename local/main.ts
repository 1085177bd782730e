import { parseArgs } from 'node:util';
import { findHub, hubEndpoint } from './hub/endpoint';
import { startLocal, type LocalServer } from './index';
import { hubCache, installModels } from './install';

const USAGE = 'Usage: npm run local [-- --port 8090] [--model local/use-lite] [--queue 64]';

/** Installs what is missing, serves until it is asked to stop, and gives the status of the process. */
export async function runLocal(args: string[]): Promise<number> {
	const { port, model, queue } = optionsIn(args);
	const packages = await installModels();
	const say = (line: string): void => void process.stdout.write(`${line}\n`);
	const hub = await findHub(hubEndpoint(), hubCache());
	const server = await startLocal({ packages, port, queue, rootModel: model, hub, say });
	if (hub === undefined) say(`${hubEndpoint()} cannot be reached: only models that ship inside npm packages are here.`);
	for (const line of modelLines(server)) say(line);
	say(`local models listening on ${server.url}`);
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
	});
	await server.close();
	return 0;
}

function optionsIn(args: string[]): { port: number; model?: string; queue?: number } {
	const options = { port: { type: 'string' }, model: { type: 'string' }, queue: { type: 'string' } } as const;
	const { values, positionals } = parseArgs({ args, options, strict: false, allowPositionals: true });
	const unknown = [...positionals, ...Object.keys(values).filter((name) => !(name in options))];
	if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(', ')}. ${USAGE}`);
	const { port = '8090', model, queue } = values;
	return {
		port: numberIn(String(port), 65_535),
		...(typeof model === 'string' && { model }),
		...(queue !== undefined && { queue: numberIn(String(queue), 10_000) }),
	};
}

function numberIn(text: string, most: number): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && value <= most) return value;
	throw new Error(`${text} is not a number from 0 to ${most}. ${USAGE}`);
}

function modelLines({ models }: LocalServer): string[] {
	const width = Math.max(...models.map(({ id }) => id.length));
	return models.map(({ id, tasks, about }) => `  ${id.padEnd(width)}  ${Object.keys(tasks).join(', ')}: ${about}`);
}
