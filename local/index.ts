import { EngineThread } from './engines/thread';
import { hubModels, type HubSource } from './hub/models';
import { PACKAGED, type LocalModel } from './models';
import { Refusal } from './refusal';
import { listen, shut } from './server/http';
import { route, type Serving } from './server/routes';

export type { LocalModel } from './models';

/** What each engine is asked at the start, to see whether this machine can load it. */
const PROBES: Readonly<Record<string, unknown>> = { embeddings: ['hello'], language: ['hello'] };

/** How to start a server with real models. */
export interface LocalOptions {
	/** The folder whose node_modules holds the libraries and weights, as `installModels` gives it. */
	readonly packages: string;
	/** 0, the default, takes a free one. */
	readonly port?: number;
	/** How many requests may wait for each library; beyond that the answer is 429. */
	readonly queue?: number;
	/** The model behind `/`. */
	readonly rootModel?: string;
	/** The Hub to load further models from; absent: none. */
	readonly hub?: HubSource;
	/** Prints a line, e.g. on a download. */
	readonly say?: (line: string) => void;
}

/** A running server with real models. */
export interface LocalServer {
	readonly url: string;
	readonly models: readonly LocalModel[];
	/** Why an engine cannot be loaded on this machine, by the engine's name. */
	readonly unloadable: () => Readonly<Record<string, string>>;
	/** Loads the engines of some models, so that what cannot be loaded is known. */
	readonly probe: (engines: readonly string[]) => Promise<void>;
	/** Whether the thread of an engine works on a request. */
	readonly isBusy: (engine: string) => boolean;
	/** Ends the thread of an engine, as a crash does. */
	readonly endEngine: (engine: string) => Promise<void>;
	readonly close: () => Promise<void>;
}

const QUEUE = 64;

/** Starts the server on 127.0.0.1. Models are loaded at their first use. */
export async function startLocal(options: LocalOptions): Promise<LocalServer> {
	const { packages, port = 0, queue = QUEUE, hub, say = () => undefined } = options;
	const models = [...PACKAGED, ...(hub === undefined ? [] : hubModels(hub.models))];
	const names = [...new Set(models.map(({ engine }) => engine))];
	const engines = new Map(
		names.map((engine) => [engine, new EngineThread({ engine, packages, settings: hub, queue, say })] as const),
	);
	const engineOf = (name: string): EngineThread => {
		const engine = engines.get(name);
		if (engine === undefined) throw new Refusal(500, `There is no engine ${name}`);
		return engine;
	};
	const unloadable = (): Record<string, string> =>
		Object.fromEntries(
			[...engines].flatMap(([name, engine]) => (engine.unloadable ? [[name, engine.unloadable]] : [])),
		);
	const serving: Serving = {
		models,
		rootModel: options.rootModel ?? 'local/use-lite',
		info: () => ({
			server: 'n8n-nodes-huggingface-inference local models',
			hub: hub?.endpoint ?? null,
			models: models.map(({ id, about, licence, tasks }) => ({ id, about, licence, tasks: Object.keys(tasks) })),
			unloadable: unloadable(),
		}),
		run: async (model, input, gone, onPart) => await engineOf(model.engine).run(input, gone, onPart),
	};
	const started = await listen(port, async (exchange) => await route(exchange, serving));
	return {
		url: `http://127.0.0.1:${started.port}`,
		models,
		unloadable,
		probe: async (probed) => {
			const tries = probed.map(async (name) => await engineOf(name).run(PROBES[name] ?? Buffer.alloc(0)));
			await Promise.allSettled(tries);
		},
		isBusy: (name) => engineOf(name).isBusy,
		endEngine: async (name) => await engineOf(name).end(),
		close: async () => {
			await shut(started.server);
			await Promise.all([...engines.values()].map(async (engine) => await engine.close()));
		},
	};
}
