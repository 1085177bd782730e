import type { InferenceError } from '../../../../nodes/shared/client/errors';
import { assertNoFailure } from '../../../../nodes/shared/client/providers/failure';
import type { JsonValue } from '../../../../nodes/shared/client/json';

function failureOf(answer: JsonValue, provider: string): InferenceError | undefined {
	try {
		assertNoFailure(answer, provider);
	} catch (error) {
		return error as InferenceError;
	}
	return undefined;
}

describe('C5: an answer with status 200 that tells of a failure', () => {
	it.each<[string, JsonValue, string]>([
		['wavespeed', { code: 403, message: 'Insufficient credits' }, 'Insufficient credits'],
		['wavespeed', { code: 200, data: { status: 'failed', error: 'NSFW content' } }, 'NSFW content'],
		['replicate', { status: 'aborted', error: 'Prediction was aborted' }, 'Prediction was aborted'],
		['replicate', { status: 'failed', error: null }, 'The job failed at replicate'],
		['replicate', { status: 'canceled', output: null, error: null }, 'The job failed at replicate'],
		['novita', { task: { status: 'TASK_STATUS_FAILED', reason: 'bad prompt' } }, 'bad prompt'],
		['novita', { task: { status: 'failed', error: { message: 'out of quota' } } }, 'out of quota'],
		['together', { status: 'failed', error: { message: 'no such model' } }, 'no such model'],
		['together', { status: 'failed', info: { errors: ['too long'] } }, 'too long'],
		['zai-org', { task_status: 'FAIL', id: '1' }, 'The job failed at zai-org'],
		['fal-ai', { success: false, errors: ['bad image'] }, 'bad image'],
		['fal-ai', { detail: 'Exhausted balance' }, 'Exhausted balance'],
		['fal-ai', { detail: [{ loc: ['body', 'prompt'], msg: 'field required', type: 'missing' }] }, 'field required'],
		['nscale', { status: 'error', message: 'quota' }, 'quota'],
		['nscale', { error: { message: 'no credits', code: 'billing' } }, 'no credits'],
		['scaleway', [{ error: 'model is down' }], 'model is down'],
		['deepinfra', { object: 'error', message: 'context too long' }, 'context too long'],
		['someone-new', { success: false, message: 'not today' }, 'not today'],
	])('%s: %j', (provider, answer, words) => {
		const failure = failureOf(answer, provider);
		expect(failure?.message).toContain(words);
		expect(failure?.message).toContain(provider);
		expect(failure?.details).toMatchObject({ type: 'server', response: answer });
	});

	it.each<[string, JsonValue]>([
		[
			'wavespeed',
			{ code: 200, message: 'success', data: { status: 'completed', outputs: ['https://x.test/1'], error: '' } },
		],
		['replicate', { status: 'succeeded', output: ['https://x.test/1'], error: null }],
		['replicate', { status: 'starting', error: null, logs: 'error in an earlier step' }],
		['fal-ai', { images: [{ url: 'https://x.test/1' }], detail: 'upscaled' }],
		['together', { id: '1', status: 'queued' }],
		['zai-org', { task_status: 'PROCESSING', id: '1' }],
		['scaleway', [[0.1, 0.2]]],
		['scaleway', [{ label: 'a', score: 1 }, { error: 'not this one' }]],
		['groq', { object: 'chat.completion', choices: [{ message: { content: 'error' } }] }],
		['deepinfra', []],
		['deepinfra', 'text'],
	])('%s: %j is none', (provider, answer) => {
		expect(failureOf(answer, provider)).toBeUndefined();
	});
});
