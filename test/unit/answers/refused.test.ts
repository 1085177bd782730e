import { tasks } from '../../../nodes/shared/tasks';
import { failureOf, mediaAnswer, PNG, readAs, readJson } from './read';

const page = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body></body></html>';
const all = tasks.filter(({ route }) => route !== 'raw').map(({ id, answer }) => ({ id, answer }));
const ofJson = all.filter(({ answer }) => answer.media === undefined && answer.kind !== 'audioParts');

describe.each(all)('$id', ({ answer }) => {
	it('refuses a web page, and names it by its title', async () => {
		const failure = await failureOf(readAs(answer, { kind: 'text', text: page, mediaType: 'text/html' }));
		expect(failure.details.type).toBe('unexpectedResponse');
		expect(failure.message).toContain('502 Bad Gateway');
	});

	it.each([
		['a text', { error: 'CUDA out of memory' }],
		['a list', { error: ['CUDA out of memory'] }],
		['an object', { error: { message: 'CUDA out of memory', type: 'server_error' } }],
	])("fails where a success holds an error as %s, with the server's words", async (_form, value) => {
		const failure = await failureOf(readJson(answer, value));
		expect(failure.details.type).toBe('server');
		expect(failure.message).toContain('CUDA out of memory');
	});

	it.each([
		['a status', { status: 'error', message: 'Out of quota' }],
		['no success', { success: false, errors: ['Out of quota'] }],
		['a detail', { detail: 'Out of quota' }],
		['a list', [{ error: 'Out of quota' }]],
		['an object of its own', { object: 'error', message: 'Out of quota', code: 400 }],
		['a job', { id: '7', data: { status: 'failed', error: 'Out of quota' } }],
	])('C5: fails where a success tells of a failure by %s, and keeps it', async (_form, value) => {
		const failure = await failureOf(readJson(answer, value));
		expect(failure.message).toBe('The server answered with an error: Out of quota');
		expect(failure.details).toMatchObject({ type: 'server', response: value });
	});

	it('keeps an object that it does not know, and says so', async () => {
		const shape = { surprise: { of: ['some', 'kind'] } };
		expect(await readJson(answer, shape)).toEqual({ json: { response: shape }, files: [], isUnknown: true });
	});
});

describe.each(ofJson)('$id', ({ answer }) => {
	it('refuses a file', async () => {
		const failure = await failureOf(readAs(answer, mediaAnswer(PNG, 'image/png')));
		expect(failure.details.type).toBe('unexpectedResponse');
		expect(failure.message).toContain('image/png');
	});

	it.each([[7], [null], [true]])('refuses %j, which is neither an object nor a list', async (value) => {
		const failure = await failureOf(readJson(answer, value));
		expect(failure.details).toMatchObject({ type: 'unexpectedResponse', response: value });
	});
});

describe.each(ofJson.filter(({ answer }) => !['text', 'transcription', 'conversation'].includes(answer.kind)))(
	'$id',
	({ answer }) => {
		it('refuses a lone text, and keeps it', async () => {
			const failures = [
				await failureOf(readJson(answer, 'words')),
				await failureOf(readAs(answer, { kind: 'text', text: 'words', mediaType: 'text/plain' })),
			];
			for (const { details } of failures)
				expect(details).toMatchObject({ type: 'unexpectedResponse', response: 'words' });
		});
	},
);
