import type { Exchange } from '../exchange';
import { hash } from '../words';
import type { Answer } from '../answers/answer';

/** Work that a provider has queued: done after some looks at it. */
export interface Job {
	id: string;
	provider: string;
	answer: Answer;
	looksLeft: number;
	fails: boolean;
	cancelled: boolean;
}

export type JobState = 'waiting' | 'working' | 'done' | 'failed' | 'cancelled';

const LOOKS = 2;

/** Queues an answer. The same requests in the same order get the same ids. */
export function addJob(exchange: Exchange, provider: string, answer: Answer): Job {
	const id = `${hash(provider + exchange.jobs.size)
		.toString(16)
		.padStart(8, '0')}-${exchange.jobs.size}`;
	const job: Job = { id, provider, answer, looksLeft: LOOKS, fails: exchange.jobFails === true, cancelled: false };
	exchange.jobs.set(id, job);
	return job;
}

export function findJob(exchange: Exchange, provider: string, id: string): Job | undefined {
	const job = exchange.jobs.get(id);
	return job?.provider === provider ? job : undefined;
}

/** Looks at a job, which is what brings it on. */
export function lookAtJob(job: Job): JobState {
	if (job.cancelled) return 'cancelled';
	if (job.looksLeft > 0) return job.looksLeft-- === LOOKS ? 'waiting' : 'working';
	return job.fails ? 'failed' : 'done';
}

const EXTENSIONS: Readonly<Record<string, string>> = {
	'image/png': 'png',
	'image/jpeg': 'jpg',
	'audio/wav': 'wav',
	'video/mp4': 'mp4',
};

/** The address of a job's file: anybody may download it, as from the providers' own stores. */
export function addressOf(exchange: Exchange, job: Job): string {
	const type = 'media' in job.answer ? job.answer.type : '';
	return `${exchange.url.origin}/files/${job.id}.${EXTENSIONS[type] ?? 'bin'}`;
}

/** The file behind such an address. */
export function jobFile(exchange: Exchange): { media: Buffer; type: string } | undefined {
	const id = /^\/files\/([\w-]+)\.\w+$/.exec(exchange.url.pathname)?.[1] ?? '';
	const answer = exchange.jobs.get(id)?.answer;
	return answer !== undefined && 'media' in answer ? answer : undefined;
}
