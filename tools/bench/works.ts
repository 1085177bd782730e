/** One work of the bench: the kind of call, the data, and its amount. */
export interface Work {
	readonly path: string;
	/** The data: one text per item, texts as lists, one large file, or prompts for images. */
	readonly kind: 'texts' | 'lists' | 'upload' | 'uploadBase64' | 'images' | 'embeddings';
	readonly items: number;
	readonly concurrency: number;
	/** Size of an uploaded file in bytes. */
	readonly bytes?: number;
	/** The text of an item: a path resolved by the node itself, or an expression for n8n's engine. */
	readonly expression?: string;
	/** Whether to measure memory, in a separate process per run. */
	readonly isFresh?: boolean;
	/** Whether the run continues after failed items. */
	readonly continues?: boolean;
	/** Runs before the measured ones. Default: 1. */
	readonly warmUps?: number;
}

const MB = 1024 * 1024;
/** For the CPU of an item. A running n8n has compiled its code long ago: V8 takes about 30,000 items for it. */
const CPU = { items: 2_000, concurrency: 50, warmUps: 15 } as const;

/** All works in a process with n8n's engine, by name. */
export const WORKS = {
	wave: { path: 'texts', kind: 'texts', items: 1_000, concurrency: 50 },
	waveEngine: { path: 'texts', kind: 'texts', items: 1_000, concurrency: 50, expression: '={{ $json.text.trim() }}' },
	cpu: { ...CPU, path: 'texts', kind: 'texts' },
	cpuTemplate: {
		...CPU,
		path: 'texts',
		kind: 'texts',
		expression: '=Summarize: {{ $json.text }} ({{ $json.text }})',
	},
	cpuEngine: { ...CPU, path: 'texts', kind: 'texts', expression: '={{ $json.text.trim() }}' },
	embeddings: { ...CPU, path: 'embeddings', kind: 'embeddings' },
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

/** Query after the run's name in the address. */
export const QUERIES: Partial<Record<WorkName, string>> = {
	wave: '?latency=100',
	waveEngine: '?latency=100',
	capacity: '?queue=100',
	narrow: '?queue=10',
};

export const CLIENT_NAMES = ['undici', 'smallest', 'node', 'httpRequest'] as const;
export type ClientName = (typeof CLIENT_NAMES)[number];

/** One run of a work by a client. */
export interface Sample {
	readonly wallMs: number;
	readonly cpuMs: number;
	/** Growth of the process's memory during the run. */
	readonly memoryMb: number;
	readonly done: number;
	readonly calls: number;
}
