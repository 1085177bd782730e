import { median } from './median';
import { WORKS, type ClientName, type Sample, type WorkName } from './works';

/** Median of one client's runs of one work. */
export type Medians = Readonly<Record<keyof Sample, number>>;
/** Returns the measured medians. */
export type Measured = (client: ClientName, work: WorkName) => Medians;

/** A line of the report. */
export interface Row {
	readonly name: string;
	readonly title: string;
	readonly works: readonly WorkName[];
	readonly clients: readonly ClientName[];
	/** Formats a client's figures for a cell. */
	readonly cell: (of: (work: WorkName) => Medians) => string;
	readonly aim: string;
	readonly isMet: (measured: Measured) => boolean;
	/** Reason for missing the aim. */
	readonly why?: string;
	/** Ratio to the aim, if there is one. */
	readonly ratio?: (measured: Measured) => string;
}

const ALL: readonly ClientName[] = ['undici', 'node', 'httpRequest'];
const FLOOR: readonly ClientName[] = ['undici', 'node'];
const WITH_SMALLEST: readonly ClientName[] = ['undici', 'smallest', 'node', 'httpRequest'];
const MAX_UPLOAD_MB = 90;
/** The file is encoded as base64 on the way, which undici alone does as fast as this code does it. */
const BASE64: Floor = { client: 'undici', name: "undici's", most: 1.5 };
const RAW: Floor = { client: 'smallest', name: "the smallest node's", most: 1.2 };

/** What an upload is held against. */
interface Floor {
	readonly client: ClientName;
	readonly name: string;
	readonly most: number;
}

export const ROWS: readonly Row[] = [
	wave('wave', '1,000 texts, 100 ms latency, 50 at once', 'wave'),
	wave('waveEngine', "The same, text from an expression that n8n's engine works out", 'waveEngine'),
	cpu('cpu', 'CPU of an item, 0 ms latency, text from `{{ $json.text }}`', 'cpu', 0.2),
	cpu('cpuTemplate', 'The same, text from `Summarize: {{ $json.text }} ({{ $json.text }})`', 'cpuTemplate', 0.2),
	{
		...cpu('cpuEngine', "The same, text from an expression that n8n's engine works out", 'cpuEngine', Infinity),
		aim: 'none: the engine takes it',
	},
	upload('upload256', 'One upload of 256 MB from stored binary data', 'upload256', RAW),
	upload('upload1024', 'One upload of 1 GB from stored binary data', 'upload1024', RAW),
	upload('base256', 'One upload of 256 MB as base64 in JSON', 'base256', BASE64),
	upload('base1024', 'One upload of 1 GB as base64 in JSON', 'base1024', BASE64),
	images(),
	{
		...cpu('embeddings', '2,000 embeddings of 384: CPU of each', 'embeddings', 0.18),
		why: "Every client parses 8 KB of JSON for each answer. The aim is a time of one machine, on which undici took 0.14 ms and the HTTP Request node 1.11 ms. Compare this node's time with theirs.",
	},
	{
		name: 'lists',
		title: "10,000 embeddings, one each and in lists of 64 ('Batch Size')",
		works: ['singles', 'lists'],
		clients: FLOOR,
		cell: (of) =>
			`${whole(of('singles').calls)} and ${whole(of('lists').calls)} calls, ${seconds(of('singles').cpuMs)} and ${seconds(of('lists').cpuMs)} CPU`,
		aim: '>= 15 x fewer calls, >= 5 x less CPU',
		ratio: (measured) => `${fixed(listsRatio(measured, 'calls'))} x, ${fixed(listsRatio(measured, 'cpuMs'))} x`,
		isMet: (measured) => listsRatio(measured, 'calls') >= 15 && listsRatio(measured, 'cpuMs') >= 5,
		why: 'What lists still cost is the parsing of 77 MB of JSON, which plain undici pays too (its column); and a call for each text costs so little by now that less than five times can be saved.',
	},
	{
		name: 'faults',
		title: '200 items, 10% answer 429 (Retry-After 1) and 10% answer 503, each once',
		works: ['faults'],
		clients: ALL,
		cell: (of) => outcome(of('faults')),
		aim: '200 done, 240 calls, <= 2 s',
		isMet: (measured) => isDone(measured, 'faults', 240, 2_000) && measured('node', 'faults').calls === 240,
	},
	{
		name: 'cold',
		title: '20 items, endpoint cold for 3 s (503 with estimated_time)',
		works: ['cold'],
		clients: ALL,
		cell: (of) => outcome(of('cold')),
		aim: '20 done, <= 60 calls, <= 4.5 s',
		isMet: (measured) => isDone(measured, 'cold', 60, 4_500),
	},
	capacity('capacity', 'Server with 10 slots and a queue of 100, 1,000 items, 100 at once', 'capacity'),
	capacity('narrow', 'Server with 10 slots and a queue of 10, 1,000 items, 100 at once', 'narrow'),
];

function wave(name: string, title: string, work: WorkName): Row {
	const ratio = (measured: Measured): number => measured('node', work).wallMs / measured('undici', work).wallMs;
	return {
		name,
		title,
		works: [work],
		clients: ALL,
		cell: (of) => seconds(of(work).wallMs),
		aim: '<= 1.10 x undici',
		ratio: (measured) => `${fixed(ratio(measured), 2)} x`,
		isMet: (measured) => ratio(measured) <= 1.1,
		why: "n8n's engine takes the CPU: more than a millisecond of each item on a slow machine, which the latency of 50 calls no longer hides.",
	};
}

function cpu(name: string, title: string, work: WorkName, mostMs: number): Row {
	const each = ({ cpuMs }: Medians): number => cpuMs / WORKS[work].items;
	return {
		name,
		title,
		works: [work],
		clients: WITH_SMALLEST,
		cell: (of) => `${fixed(each(of(work)), 2)} ms`,
		aim: `<= ${mostMs} ms`,
		isMet: (measured) => each(measured('node', work)) <= mostMs,
		why: "The aim is a time of one machine, on which undici took 0.08 ms and the HTTP Request node 1.24 ms. Compare this node's time with theirs.",
	};
}

function upload(name: string, title: string, work: WorkName, floor: Floor): Row {
	const ratio = (measured: Measured): number => measured('node', work).wallMs / measured(floor.client, work).wallMs;
	return {
		name,
		title,
		works: [work],
		clients: floor.client === 'smallest' ? WITH_SMALLEST : ['undici', 'smallest', 'node'],
		cell: (of) => `+${whole(of(work).memoryMb)} MB, ${seconds(of(work).wallMs)}`,
		aim: `< ${MAX_UPLOAD_MB} MB, <= ${floor.most} x ${floor.name} time`,
		ratio: (measured) => `${fixed(ratio(measured), 2)} x`,
		isMet: (measured) => measured('node', work).memoryMb < MAX_UPLOAD_MB && ratio(measured) <= floor.most,
		why: "The time is that of the collection of the chunks that were sent, which looks through all that n8n holds; at this size both clients' times vary by more than the difference from run to run.",
	};
}

function images(): Row {
	const each = ({ cpuMs }: Medians): number => cpuMs / WORKS.images.items;
	const ratio = (measured: Measured): number => each(measured('node', 'images')) / each(measured('smallest', 'images'));
	return {
		name: 'images',
		title: '100 images of 1 MB into binary data: CPU of an image',
		works: ['images'],
		clients: WITH_SMALLEST,
		cell: (of) => `${fixed(each(of('images')), 2)} ms`,
		aim: "<= 1.1 x the smallest node's",
		ratio: (measured) => `${fixed(ratio(measured), 2)} x`,
		isMet: (measured) => ratio(measured) <= 1.1,
		why: 'Most of it is the writing of the files and the collection of what came in, which the smallest node pays too (its column): both vary by half with the disk of the machine.',
	};
}

function capacity(name: string, title: string, work: WorkName): Row {
	return {
		name,
		title,
		works: [work],
		clients: ALL,
		cell: (of) => outcome(of(work)),
		aim: '1,000 done',
		isMet: (measured) => measured('node', work).done === WORKS[work].items,
	};
}

function listsRatio(measured: Measured, figure: 'calls' | 'cpuMs'): number {
	return measured('node', 'singles')[figure] / measured('node', 'lists')[figure];
}

function isDone(measured: Measured, work: WorkName, calls: number, ms: number): boolean {
	const figures = measured('node', work);
	return figures.done === WORKS[work].items && figures.calls <= calls && figures.wallMs <= ms;
}

function outcome({ done, calls, wallMs }: Medians): string {
	return `${whole(done)} done, ${whole(calls)} calls, ${seconds(wallMs)}`;
}

export function mediansOf(samples: readonly Sample[]): Medians {
	const of = (figure: keyof Sample): number => median(samples.map((sample) => sample[figure]));
	return { wallMs: of('wallMs'), cpuMs: of('cpuMs'), memoryMb: of('memoryMb'), done: of('done'), calls: of('calls') };
}

export function fixed(value: number, digits = 1): string {
	return value.toFixed(digits);
}

export function seconds(ms: number): string {
	return `${fixed(ms / 1000, 2)} s`;
}

export function whole(value: number): string {
	return Math.round(value).toLocaleString('en-US');
}
