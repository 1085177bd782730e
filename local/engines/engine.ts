import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What an engine gets from the thread that runs it. */
export interface EngineContext {
	/** Loads a CommonJS library by its name. */
	require(name: string): unknown;
	/** Loads an ES module by its name. */
	import(name: string): Promise<unknown>;
	/** The path of a file inside a library, e.g. of weights. */
	fileOf(library: string, path: string): string;
	readonly settings: unknown;
	/** Prints a line on the terminal of the server. */
	say(line: string): void;
}

/** A loaded model: takes one input, and gives its result. `send` passes a piece of the result on before the end. */
export type Run = (input: unknown, send: (part: unknown) => void) => Promise<unknown>;

/** What the file of an engine exports as `load`. */
export type Load = (context: EngineContext) => Promise<Run>;

/** The libraries of an installed folder. */
export function librariesIn(packages: string): Pick<EngineContext, 'require' | 'import' | 'fileOf'> {
	const load = createRequire(join(packages, 'package.json'));
	return {
		require: (name) => load(name),
		import: async (name) => await import(pathToFileURL(load.resolve(name)).href),
		fileOf: (library, path) => join(packages, 'node_modules', library, path),
	};
}
