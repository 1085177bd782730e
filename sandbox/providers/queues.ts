import { Refusal } from '../answers/answer';
import { headerOf, rootOf, sendJson, type Exchange } from '../exchange';
import { fieldsOf, textOf, type Fields } from '../values';
import { answerFor } from './body';
import { addJob, addressOf, findJob, lookAtJob, type Job, type JobState } from './jobs';

/** Answers a request to a provider; false where the path is none of its queue's. */
export type Queue = (exchange: Exchange, path: string) => boolean;

const FAILURE = 'The sandbox was asked to let this job fail';

function jobAt(exchange: Exchange, provider: string, id: string | undefined): Job {
	return findJob(exchange, provider, id ?? '') ?? missing();
}

function missing(): never {
	throw new Refusal(404, { detail: 'Request not found' });
}

function queued(exchange: Exchange, provider: string, providerId: string, body?: Fields): Job {
	return addJob(exchange, provider, answerFor(exchange, provider, providerId, body).answer);
}

const FAL_STATES: Readonly<Record<JobState, string>> = {
	waiting: 'IN_QUEUE',
	working: 'IN_PROGRESS',
	done: 'COMPLETED',
	failed: 'COMPLETED',
	cancelled: 'COMPLETED',
};

function falResult(exchange: Exchange, job: Job): void {
	if (job.fails)
		return sendJson(exchange, 422, { detail: [{ loc: ['body', 'prompt'], msg: FAILURE, type: 'value_error' }] });
	if (job.looksLeft > 0) return sendJson(exchange, 400, { detail: 'Request is still in progress' });
	const { answer } = job;
	if (!('media' in answer)) return sendJson(exchange, 200, answer.json);
	const file = { url: addressOf(exchange, job), content_type: answer.type };
	if (answer.type.startsWith('image/')) return sendJson(exchange, 200, { images: [file], image: file, seed: 0 });
	sendJson(exchange, 200, answer.type.startsWith('audio/') ? { audio: file } : { video: file });
}

/** What fal gives where hf-inference gives JSON: a file for a mask or a part, the text as it is. */
function falFile(exchange: Exchange, providerId: string): void {
	const { answer, task } = answerFor(exchange, 'fal-ai', providerId);
	const job = addJob(exchange, 'fal-ai', answer);
	if ('media' in answer)
		return sendJson(exchange, 200, {
			[task.includes('image') ? 'image' : 'audio']: { url: addressOf(exchange, job), content_type: answer.type },
		});
	sendJson(exchange, 200, answer.json);
}

function firstFile(value: unknown): { media: Buffer; type: string } | undefined {
	const { mask, blob } = fieldsOf(Array.isArray(value) ? value[0] : value);
	if (typeof mask === 'string') return { media: Buffer.from(mask, 'base64'), type: 'image/png' };
	return typeof blob === 'string' ? { media: Buffer.from(blob, 'base64'), type: 'audio/wav' } : undefined;
}

const fal: Queue = (exchange, path) => {
	const [, model = '', id, action] = /^\/(.+?)(?:\/requests\/([\w-]+)(?:\/(status|cancel))?)?$/.exec(path) ?? [];
	if (id === undefined && exchange.url.searchParams.get('_subdomain') !== 'queue') {
		falFile(exchange, model);
		return true;
	}
	if (id === undefined) {
		const { answer } = answerFor(exchange, 'fal-ai', model);
		const job = addJob(exchange, 'fal-ai', 'json' in answer ? (firstFile(answer.json) ?? answer) : answer);
		const response_url = `https://queue.fal.run/${model}/requests/${job.id}`;
		sendJson(exchange, 200, {
			status: 'IN_QUEUE',
			request_id: job.id,
			response_url,
			status_url: `${response_url}/status`,
			cancel_url: `${response_url}/cancel`,
			queue_position: 0,
		});
		return true;
	}
	const job = jobAt(exchange, 'fal-ai', id);
	if (action === 'status') sendJson(exchange, 200, { status: FAL_STATES[lookAtJob(job)], request_id: id });
	else if (action === 'cancel') {
		job.cancelled = true;
		sendJson(exchange, 202, { status: 'CANCELLATION_REQUESTED' });
	} else falResult(exchange, job);
	return true;
};

const together: Queue = (exchange, path) => {
	const id = /^\/v2\/videos(?:\/([\w-]+))?$/.exec(path);
	if (id === null) return false;
	const model = textOf(rootOf(exchange).model);
	const job = id[1] === undefined ? queued(exchange, 'together', model) : jobAt(exchange, 'together', id[1]);
	const state = id[1] === undefined ? 'waiting' : lookAtJob(job);
	const status = {
		waiting: 'queued',
		working: 'in_progress',
		done: 'completed',
		failed: 'failed',
		cancelled: 'cancelled',
	}[state];
	const outputs = state === 'done' ? { outputs: { video_url: addressOf(exchange, job) } } : {};
	sendJson(exchange, 200, {
		id: job.id,
		object: 'video',
		status,
		...outputs,
		...(state === 'failed' ? { error: { message: FAILURE } } : {}),
	});
	return true;
};

const wavespeed: Queue = (exchange, path) => {
	const [, id, model] = /^\/api\/v3\/(?:predictions\/([\w-]+)\/result|(.+))$/.exec(path) ?? [];
	const job = id === undefined ? queued(exchange, 'wavespeed', model ?? '') : jobAt(exchange, 'wavespeed', id);
	const state = id === undefined ? 'waiting' : lookAtJob(job);
	const status = {
		waiting: 'created',
		working: 'processing',
		done: 'completed',
		failed: 'failed',
		cancelled: 'failed',
	}[state];
	const get = `https://api.wavespeed.ai/api/v3/predictions/${job.id}/result`;
	const outputs = state === 'done' ? [addressOf(exchange, job)] : [];
	sendJson(exchange, 200, {
		code: 200,
		message: 'success',
		data: { id: job.id, status, outputs, urls: { get }, error: state === 'failed' ? FAILURE : '' },
	});
	return true;
};

const NOVITA_STATES = {
	waiting: 'TASK_STATUS_QUEUED',
	working: 'TASK_STATUS_PROCESSING',
	done: 'TASK_STATUS_SUCCEED',
	failed: 'TASK_STATUS_FAILED',
	cancelled: 'TASK_STATUS_FAILED',
};

const NOVITA_VIDEO_STATES = {
	waiting: 'queued',
	working: 'running',
	done: 'succeeded',
	failed: 'failed',
	cancelled: 'cancelled',
};

/** The one model that has a protocol of its own at novita. */
function novitaVideo(exchange: Exchange, id: string | undefined): void {
	if (id === undefined)
		return sendJson(exchange, 200, { task_id: queued(exchange, 'novita', textOf(rootOf(exchange).model)).id });
	const job = jobAt(exchange, 'novita', id);
	const state = lookAtJob(job);
	const content = state === 'done' ? { content: { url: addressOf(exchange, job) } } : {};
	sendJson(exchange, 200, {
		task: {
			status: NOVITA_VIDEO_STATES[state],
			...content,
			...(state === 'failed' ? { error: { message: FAILURE } } : {}),
		},
	});
}

const novita: Queue = (exchange, path) => {
	const video = /^\/v3\/minimax\/v2\/(?:query\/video_generation\/([\w-]+)|video_generation)$/.exec(path);
	if (video !== null) {
		novitaVideo(exchange, video[1]);
		return true;
	}
	const model = /^\/v3\/(async|hf)\/(.+)$/.exec(path);
	if (model === null) return false;
	if (model[2] === 'task-result') {
		const job = jobAt(exchange, 'novita', exchange.url.searchParams.get('task_id') ?? '');
		const state = lookAtJob(job);
		const videos = state === 'done' ? [{ video_url: addressOf(exchange, job), video_type: 'mp4' }] : [];
		sendJson(exchange, 200, {
			task: { task_id: job.id, status: NOVITA_STATES[state], reason: state === 'failed' ? FAILURE : '' },
			videos,
			images: [],
			audios: [],
		});
		return true;
	}
	const job = queued(exchange, 'novita', model[2] ?? '');
	sendJson(
		exchange,
		200,
		model[1] === 'hf' ? { video: { video_url: addressOf(exchange, job), video_type: 'mp4' } } : { task_id: job.id },
	);
	return true;
};

const zai: Queue = (exchange, path) => {
	const model = textOf(rootOf(exchange).model);
	if (path === '/api/paas/v4/layout_parsing') {
		const { answer } = answerFor(exchange, 'zai-org', model);
		const text = 'json' in answer && Array.isArray(answer.json) ? textOf(fieldsOf(answer.json[0]).generated_text) : '';
		sendJson(exchange, 200, { id: 'sandbox', model, md_results: `# Sandbox\n\n${text}` });
		return true;
	}
	const poll = /^\/api\/paas\/v4\/async-result\/([\w-]+)$/.exec(path)?.[1];
	if (poll === undefined && path !== '/api/paas/v4/async/images/generations') return false;
	const job = poll === undefined ? queued(exchange, 'zai-org', model) : jobAt(exchange, 'zai-org', poll);
	const state = poll === undefined ? 'waiting' : lookAtJob(job);
	const task_status = {
		waiting: 'PROCESSING',
		working: 'PROCESSING',
		done: 'SUCCESS',
		failed: 'FAIL',
		cancelled: 'FAIL',
	}[state];
	const result = state === 'done' ? { image_result: [{ url: addressOf(exchange, job) }] } : {};
	sendJson(exchange, 200, { id: job.id, request_id: job.id, model: 'sandbox', task_status, ...result });
	return true;
};

function replicateOutput(exchange: Exchange, job: Job): unknown {
	const { answer } = job;
	if (!('media' in answer)) return textOf(fieldsOf(answer.json).text);
	const url = addressOf(exchange, job);
	return answer.type.startsWith('image/') ? [url] : url;
}

const replicate: Queue = (exchange, path) => {
	const { input, version } = rootOf(exchange);
	const [, model, id, action] = /^\/v1\/(?:models\/(.+)\/)?predictions(?:\/([\w-]+))?(\/cancel)?$/.exec(path) ?? [path];
	const isNew = id === undefined;
	const job = isNew
		? queued(exchange, 'replicate', model ?? textOf(version), fieldsOf(input))
		: jobAt(exchange, 'replicate', id);
	if (action !== undefined) job.cancelled = true;
	// With "Prefer: wait" the connection is held until the work is done, or a minute has passed.
	if (isNew && headerOf(exchange, 'prefer') === 'wait') job.looksLeft = 0;
	const state = isNew && job.looksLeft > 0 ? 'waiting' : lookAtJob(job);
	const status = {
		waiting: 'starting',
		working: 'processing',
		done: 'succeeded',
		failed: 'failed',
		cancelled: 'canceled',
	}[state];
	const get = `https://api.replicate.com/v1/predictions/${job.id}`;
	const output = state === 'done' ? replicateOutput(exchange, job) : null;
	sendJson(exchange, isNew ? 201 : 200, {
		id: job.id,
		status,
		output,
		error: state === 'failed' ? FAILURE : null,
		urls: { get, cancel: `${get}/cancel` },
	});
	return true;
};

/** The providers that queue, each in its own words. */
export const queues: Readonly<Record<string, Queue>> = {
	'fal-ai': fal,
	together,
	wavespeed,
	novita,
	'zai-org': zai,
	replicate,
};
