import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Refusal } from '../refusal';
import type { EngineData, Report } from './messages';

interface Job {
	readonly id: number;
	readonly input: unknown;
	readonly onPart: (part: unknown) => void;
	readonly resolve: (result: unknown) => void;
	readonly reject: (error: Refusal) => void;
}

/** How a thread is run. */
export interface ThreadOptions extends EngineData {
	/** How many requests may wait behind the one at work. */
	readonly queue: number;
	readonly say: (line: string) => void;
}

/**
 * One library in a worker thread of its own: two copies of TensorFlow.js in one thread break each other.
 * The thread starts with its first work, does one piece at a time, and is started again after it died.
 */
export class EngineThread {
	private worker: Worker | undefined;
	private current: Job | undefined;
	private readonly waiting: Job[] = [];
	private served = 0;
	/** Why the library cannot be loaded on this machine, once that is known. */
	unloadable: string | undefined;

	constructor(private readonly options: ThreadOptions) {}

	/**
	 * Does one piece of work.
	 * @throws {Refusal} 429 where the queue is full, 501 where the library cannot be loaded, 500 where the thread died
	 */
	async run(input: unknown, signal?: AbortSignal, onPart: (part: unknown) => void = () => undefined): Promise<unknown> {
		if (this.waiting.length >= this.options.queue) throw new Refusal(429, 'Model is overloaded', 'overloaded');
		return await new Promise((resolve, reject) => {
			const job: Job = { id: ++this.served, input, onPart, resolve, reject };
			this.waiting.push(job);
			signal?.addEventListener('abort', () => this.leave(job), { once: true });
			this.next();
		});
	}

	/** Whether the thread works on a request. */
	get isBusy(): boolean {
		return this.current !== undefined;
	}

	/** Ends the thread, as a crash does: the work in it fails, and what waits goes to a new thread. */
	async end(): Promise<void> {
		await this.worker?.terminate();
	}

	/** Ends the thread, and fails all that waits. */
	async close(): Promise<void> {
		for (const job of this.waiting.splice(0)) job.reject(new Refusal(503, 'The server is closing'));
		await this.end();
	}

	/** Takes a request out of the queue whose client has gone. */
	private leave(job: Job): void {
		const place = this.waiting.indexOf(job);
		if (place < 0) return;
		this.waiting.splice(place, 1);
		job.reject(new Refusal(499, 'The client has gone'));
	}

	private next(): void {
		if (this.current !== undefined) return;
		this.current = this.waiting.shift();
		if (this.current === undefined) return;
		this.worker ??= this.started();
		this.worker.postMessage({ id: this.current.id, input: this.current.input });
	}

	private started(): Worker {
		const { engine, packages, settings } = this.options;
		const worker = new Worker(join(__dirname, 'entry.mjs'), { workerData: { engine, packages, settings } });
		let reason = 'it ended';
		worker.on('message', (report: Report) => this.hear(report));
		worker.on('error', (error) => (reason = error instanceof Error ? error.message : String(error)));
		worker.on('exit', () => this.hasDied(worker, reason));
		// An idle thread keeps no process alive: the server that listens does.
		worker.unref();
		return worker;
	}

	private hear(report: Report): void {
		if ('says' in report) return this.options.say(report.says);
		const job = this.current;
		if (job === undefined || job.id !== report.id) return;
		if ('part' in report) return job.onPart(report.part);
		this.current = undefined;
		if ('result' in report) job.resolve(report.result);
		else job.reject(this.refusalOf(report));
		this.next();
	}

	private refusalOf(report: Extract<Report, { error: string }>): Refusal {
		if (!('isUnloadable' in report)) return new Refusal(report.status, report.error);
		this.unloadable = report.error;
		return new Refusal(501, `This machine cannot load the model: ${report.error}`);
	}

	private hasDied(worker: Worker, reason: string): void {
		if (this.worker !== worker) return;
		this.worker = undefined;
		const job = this.current;
		this.current = undefined;
		job?.reject(new Refusal(500, `The thread of the model died while it worked on this request: ${reason}`));
		this.next();
	}
}
