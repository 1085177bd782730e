/** A piece of work of the bench: what goes through which kind of call, and how much of it. */
export interface Work {
	readonly path: string;
	/** What is sent: texts of the items, texts as lists, one large file, or prompts that pictures come back for. */
	readonly kind: 'texts' | 'lists' | 'upload' | 'uploadBase64' | 'images' | 'embeddings';
	readonly items: number;
	readonly concurrency: number;
	/** Bytes of the file of an upload. */
	readonly bytes?: number;
	/** The text of an item: a path that the node follows itself, or an expression that n8n's engine works out. */
	readonly expression?: string;
	/** Memory is measured in a process of its own for each run. */
	readonly isFresh?: boolean;
	/** Items that fail do not end the run. */
	readonly continues?: boolean;
}

const MB = 1024 * 1024;

/** Everything that is measured in a process with n8n's engine, by name. */
export const WORKS = {
	wave: { path: 'texts', kind: 'texts', items: 1_000, concurrency: 50 },
	waveEngine: { path: 'texts', kind: 'texts', items: 1_000, concurrency: 50, expression: '={{ $json.text.trim() }}' },
	cpu: { path: 'texts', kind: 'texts', items: 2_000, concurrency: 50 },
	cpuEngine: { path: 'texts', kind: 'texts', items: 2_000, concurrency: 50, expression: '={{ $json.text.trim() }}' },
	embeddings: { path: 'embeddings', kind: 'embeddings', items: 2_000, concurrency: 50 },
	singles: { path: 'embeddings', kind: 'embeddings', items: 10_000, concurrency: 5 },
	lists: { path: 'embeddings', kind: 'lists', items: 10_000, concurrency: 5 },
	images: { path: 'image', kind: 'images', items: 100, concurrency: 5 },
	upload256: { path: 'upload', kind: 'upload', items: 1, concurrency: 1, bytes: 256 * MB, isFresh: true },
	upload1024: { path: 'upload', kind: 'upload', items: 1, concurrency: 1, bytes: 1024 * MB, isFresh: true },
	base256: { path: 'upload', kind: 'uploadBase64', items: 1, concurrency: 1, bytes: 256 * MB, isFresh: true },
	base1024: { path: 'upload', kind: 'uploadBase64', items: 1, concurrency: 1, bytes: 1024 * MB, isFresh: true },
	faults: { path: 'faults', kind: 'texts', items: 200, concurrency: 50, continues: true },
	cold: { path: 'cold', kind: 'texts', items: 20, concurrency: 20, continues: true },
	capacity: { path: 'capacity', kind: 'texts', items: 1_000, concurrency: 100, continues: true },
	narrow: { path: 'capacity', kind: 'texts', items: 1_000, concurrency: 100, continues: true },
} as const satisfies Record<string, Work>;

export type WorkName = keyof typeof WORKS;

/** What follows the run's name in the address. */
export const QUERIES: Partial<Record<WorkName, string>> = {
	wave: '?latency=100',
	waveEngine: '?latency=100',
	capacity: '?queue=100',
	narrow: '?queue=10',
};

export type ClientName = 'undici' | 'node' | 'httpRequest';

/** One run of a work by a client. */
export interface Sample {
	readonly wallMs: number;
	readonly cpuMs: number;
	/** How far the process grew beyond what it held before. */
	readonly memoryMb: number;
	readonly done: number;
	readonly calls: number;
}
