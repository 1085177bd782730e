/** What a worker thread is started with. */
export interface EngineData {
	/** The engine's name in `serve.ts`. */
	readonly engine: string;
	/** The folder whose node_modules holds the libraries. */
	readonly packages: string;
	/** Settings of this engine. */
	readonly settings: unknown;
}

/** One piece of work for an engine. */
export interface Order {
	readonly id: number;
	readonly input: unknown;
}

/** What a worker thread sends back. A `part` comes before the result, e.g. a piece of a streamed text. */
export type Report =
	| { readonly id: number; readonly part: unknown }
	| { readonly id: number; readonly result: unknown }
	| { readonly id: number; readonly error: string; readonly isUnloadable: boolean }
	| { readonly id: number; readonly error: string; readonly status: number }
	/** A line for the terminal, e.g. the progress of a download. */
	| { readonly says: string };
