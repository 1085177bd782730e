import type { IDataObject } from 'n8n-workflow';
import { json, page, send, type Play } from '../../faults/hostile';
import { runNode } from '../../support/engine';
import { allThatIsShown } from '../support';
import { authorizations, classify, PNG, TOKEN, url, useServers } from './servers';

const servers = useServers();
const { credential, logged, run } = servers;

describe('A server that echoes the token', () => {
	const events =
		(data: readonly string[]): Play =>
		({ response }) =>
			send(response, 200, data.map((one) => `data: ${one}\n\n`).join(''), { 'content-type': 'text/event-stream' });
	const chat = (message: IDataObject): IDataObject => ({
		choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
		model: TOKEN,
		usage: { prompt_tokens: 1, [TOKEN]: 1 },
	});
	const speak = { operation: 'chat-completion', prompt: 'hello' };
	const custom = { operation: 'custom-request', json: '{ "inputs": "" }' };
	const draw = { operation: 'text-to-image', prompt: 'a fox' };

	interface Echo {
		readonly where: string;
		readonly play: Play;
		readonly parameters?: IDataObject;
	}
	const ECHOES: readonly Echo[] = [
		{ where: 'an error in JSON', play: ({ response }) => json(response, 401, { error: `Invalid token ${TOKEN}` }) },
		{ where: 'an error as text', play: ({ response }) => send(response, 500, `Bearer ${TOKEN} is not known`) },
		{
			where: "an error page's title",
			play: ({ response }) => page(response, 502, TOKEN),
			parameters: { options: { maxRetries: 0 } },
		},
		{
			where: 'a list of validation errors',
			play: ({ response }) => json(response, 422, { detail: [{ loc: ['header', TOKEN], msg: `bad ${TOKEN}` }] }),
		},
		{
			where: 'an error that is long, cut in the middle of it',
			play: ({ response }) =>
				json(response, 400, { error: `${'x'.repeat(1000 - TOKEN.length + 3)}${TOKEN}${'y'.repeat(200)}` }),
		},
		{
			where: 'text for JSON, cut in the middle of it',
			play: ({ response }) =>
				send(response, 200, `${'x '.repeat(93)}${TOKEN}${' y'.repeat(100)}`, { 'content-type': 'text/plain' }),
		},
		{
			where: 'a bare JSON text, cut in the middle of it',
			play: ({ response }) => json(response, 200, `${'x '.repeat(90)}${TOKEN}${' y'.repeat(100)}`),
		},
		{
			where: 'JSON that cannot be read',
			play: ({ response }) => send(response, 200, `${TOKEN} is your token`, { 'content-type': 'application/json' }),
		},
		{ where: 'a page for an answer', play: ({ response }) => page(response, 200, TOKEN) },
		{
			where: 'a success that says an error',
			play: ({ response }) => json(response, 200, { error: { message: TOKEN } }),
		},
		{
			where: 'the id of the request',
			play: ({ response }) => json(response, 500, { error: 'broken' }, { 'x-request-id': TOKEN }),
		},
		{
			where: 'the id of a request that succeeds',
			play: ({ response }) =>
				json(response, 200, [{ label: 'A', score: 1 }], { 'x-request-id': TOKEN, 'x-compute-time': '1' }),
		},
		{
			where: 'a redirect',
			play: ({ response }) =>
				void response.writeHead(307, { location: `http://${TOKEN.toLowerCase()}.example.com/${TOKEN}` }).end(),
		},
		{
			where: 'the name of a compression',
			play: ({ response }) =>
				send(response, 200, '[]', { 'content-type': 'application/json', 'content-encoding': TOKEN }),
		},
		{
			where: 'the status line',
			play: ({ socket }) => void socket.end(`HTTP/1.1 500 ${TOKEN}\r\nContent-Length: 0\r\n\r\n`),
		},
		{ where: 'a label', play: ({ response }) => json(response, 200, [{ label: TOKEN, score: 1 }]) },
		{
			where: 'a key',
			play: ({ response }) => json(response, 200, [{ label: 'A', score: 1, [TOKEN]: { [`x${TOKEN}y`]: [TOKEN] } }]),
		},
		{ where: 'an answer of an unknown form', play: ({ response }) => json(response, 200, { [TOKEN]: [[[TOKEN]]] }) },
		{
			where: 'an answer that is passed on',
			play: ({ response }) => json(response, 200, [{ label: TOKEN, score: 1 }]),
			parameters: { simplify: false },
		},
		{
			where: 'results that are split',
			play: ({ response }) =>
				json(response, 200, [
					{ label: TOKEN, score: 1 },
					{ label: 'B', [TOKEN]: 0 },
				]),
			parameters: { options: { splitResults: true, includeMetadata: true } },
		},
		{
			where: 'a message',
			play: ({ response }) => json(response, 200, chat({ content: `You are ${TOKEN}` })),
			parameters: speak,
		},
		{
			where: 'the arguments of a tool',
			play: ({ response }) =>
				json(
					response,
					200,
					chat({
						content: '',
						tool_calls: [
							{ id: TOKEN, type: 'function', function: { name: TOKEN, arguments: JSON.stringify({ [TOKEN]: TOKEN }) } },
						],
					}),
				),
			parameters: speak,
		},
		{
			where: 'the pieces of a streamed message',
			play: events(
				[...TOKEN].map((content) =>
					JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: 'stop' }] }),
				),
			),
			parameters: speak,
		},
		{ where: 'an error in a stream', play: events([JSON.stringify({ error: { message: TOKEN } })]), parameters: speak },
		{ where: 'events', play: events([JSON.stringify({ [TOKEN]: 1 }), TOKEN]), parameters: { ...custom, stream: true } },
		{
			where: 'JSON of a custom request',
			play: ({ response }) => json(response, 200, { token: TOKEN, error: TOKEN }),
			parameters: custom,
		},
		{
			where: 'text of a custom request',
			play: ({ response }) => send(response, 200, TOKEN, { 'content-type': 'text/plain' }),
			parameters: custom,
		},
		{
			where: 'the media type of a file',
			play: ({ response }) =>
				send(response, 200, Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]), { 'content-type': `image/${TOKEN}` }),
			parameters: draw,
		},
		{
			where: 'the name of a file',
			play: ({ response }) =>
				send(response, 200, PNG, {
					'content-type': 'image/png',
					'content-disposition': `attachment; filename="${TOKEN}.png"`,
				}),
			parameters: draw,
		},
		{
			where: 'what stands beside a file',
			play: ({ response }) =>
				json(response, 200, { image: PNG.toString('base64'), [TOKEN]: TOKEN, content_type: `image/${TOKEN}` }),
			parameters: draw,
		},
		{
			where: 'the address of a result',
			play: ({ response }) => json(response, 200, { url: `http://${TOKEN}.evil.test/${TOKEN}` }),
			parameters: draw,
		},
		{
			where: 'the reason for a wait',
			play: (exchange) =>
				exchange.nth === 1
					? json(exchange.response, 503, { error: `Model ${TOKEN} is loading`, estimated_time: 0.1 })
					: exchange.serve(),
		},
	];

	it.each(ECHOES)('in $where does not reveal it', async ({ play: echo, parameters = {} }) => {
		servers.play = echo;
		const all = classify({ model: url(`${servers.home.url}/x`), options: { includeMetadata: true }, ...parameters });
		for (const onError of ['continueRegularOutput', 'continueErrorOutput', 'stopWorkflow'] as const) {
			const result = await runNode({ parameters: all, credential: credential(), onError });
			expect(authorizations(servers.home)).toContain(`Bearer ${TOKEN}`);
			const shown = allThatIsShown(result).toLowerCase();
			expect(shown).not.toContain(TOKEN.toLowerCase());
			// Nor a large part of it.
			expect(shown).not.toContain(TOKEN.slice(0, 12).toLowerCase());
			expect(shown).not.toContain(TOKEN.slice(-12).toLowerCase());
		}
		expect(logged.join('\n')).not.toContain(TOKEN);
	});

	it('cannot reveal it through the name of the model', async () => {
		const result = await run(
			classify({ model: { __rl: true, mode: 'id', value: `={{ "${TOKEN}" }}` }, options: { includeMetadata: true } }),
		);
		expect(allThatIsShown(result)).not.toContain(TOKEN);
	});
});
