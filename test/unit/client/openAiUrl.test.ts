import { addressesOf, chatUrl, isOpenAiUrl, openAiUrl } from '../../../nodes/shared/client/openAiUrl';

const RERANK = ['/v1/rerank', '/rerank', '/v2/rerank'];
const SPEECH = ['/v1/audio/transcriptions', '/inference'];

const addresses = (typed: string, routes: readonly string[]): string[] =>
	addressesOf(new URL(typed), routes).map(({ href }) => href.replace('http://a', ''));

describe('The addresses of a task on a server', () => {
	it.each(['http://a', 'http://a/', 'http://a/v1', 'http://a/v1/', 'http://a/v1/models', 'http://a/v1/embeddings'])(
		'are all routes below the root, from %s',
		(typed) => expect(addresses(typed, RERANK)).toEqual(RERANK),
	);

	it.each(['/v1/rerank', '/v2/rerank', '/gateway/v2/rerank/'])('are the typed one alone where that is %s', (path) => {
		expect(addresses(`http://a${path}`, RERANK)).toEqual([path.replace(/\/$/, '')]);
	});

	it('are the typed one first where other servers have it, too', () => {
		expect(addresses('http://a/x/rerank', RERANK)).toEqual(['/x/rerank', '/x/v1/rerank', '/x/v2/rerank']);
	});

	it('are below the path of a gateway, and keep the query', () => {
		expect(addresses('http://a/x/v1?key=1', SPEECH)).toEqual([
			'/x/v1/audio/transcriptions?key=1',
			'/x/inference?key=1',
		]);
	});

	it("are that of whisper.cpp's server where it was typed", () => {
		expect(addresses('http://a/inference', SPEECH)).toEqual(['/inference']);
	});
});

it.each<[string, readonly string[], boolean]>([
	['http://a', RERANK, false],
	['http://a/v1', RERANK, true],
	['http://a/v3', RERANK, true],
	['http://a/v1/chat/completions', RERANK, true],
	['http://a/v1/rerank', RERANK, true],
	['http://a/v2/rerank', RERANK, true],
	['http://a/rerank', RERANK, false],
	['http://a/embeddings', ['/v1/embeddings', '/embeddings'], false],
	['http://a/inference', SPEECH, true],
	['http://a/inference', RERANK, false],
	['http://a/models/name', SPEECH, false],
])("%s names OpenAI's protocol for %j: %s", (typed, routes, isIt) => {
	expect(isOpenAiUrl(new URL(typed), routes)).toBe(isIt);
});

it.each(['http://a', 'http://a/v1/', 'http://a/v1/chat/completions', 'http://a/v2/rerank', 'http://a/v1/audio/speech'])(
	'the list of models is at the root of %s',
	(typed) => expect(openAiUrl(new URL(typed), 'models').href).toBe('http://a/v1/models'),
);

it.each([
	['http://a/inference', 'http://a/inference/v1/chat/completions'],
	['http://a/inference/chat/completions', 'http://a/inference/chat/completions'],
])('chat at %s goes to %s', (typed, url) => expect(chatUrl(new URL(typed)).href).toBe(url));
