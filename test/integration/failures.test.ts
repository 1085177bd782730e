import type { IDataObject } from 'n8n-workflow';
import { runNode, type RunOptions } from './support/engine';
import { TOKEN, useSandbox } from './support/sandbox';

const sandbox = useSandbox();
const url = (value: string) => ({ __rl: true, mode: 'url', value });
const endpoint = (path: string) => url(`${sandbox.current().url}${path}`);

interface Case {
	readonly what: string;
	readonly run: () => Partial<RunOptions> & { parameters: IDataObject };
	readonly type: string;
	readonly message: RegExp;
	readonly advice: RegExp;
}

/** The credential whose endpoint is the sandbox, so that the token goes there. */
const withEndpoint = () => sandbox.credential({ endpointUrl: sandbox.current().url });
const classify = (more: IDataObject) => ({ operation: 'text-classification', text: 'hello', ...more });

const CASES: readonly Case[] = [
	{
		what: 'an empty text',
		run: () => ({
			parameters: classify({ text: '={{ $json.missing }}', model: endpoint('/endpoint/text-classification') }),
		}),
		type: 'invalidInput',
		message: /'Text' is empty/,
		advice: /Fill in 'Text'/,
	},
	{
		what: 'no file',
		run: () => ({
			parameters: { operation: 'image-classification', model: endpoint('/endpoint/image-classification') },
		}),
		type: 'invalidInput',
		message: /field 'data' that 'Input Data Field Name' names/,
		advice: /holds no files/,
	},
	{
		what: 'a file under another name',
		run: () => ({
			parameters: { operation: 'image-classification', model: endpoint('/endpoint/image-classification') },
			items: [{ json: {}, binary: { attachment_0: { data: 'aGVsbG8=', mimeType: 'image/png' } } }],
		}),
		type: 'invalidInput',
		message: /field 'data'/,
		advice: /This item has the file 'attachment_0': set 'Input Data Field Name' to it/,
	},
	{
		what: 'unreadable JSON in Extra Parameters',
		run: () => ({
			parameters: classify({
				model: endpoint('/endpoint/text-classification'),
				options: { extraParameters: '{ a: 1' },
			}),
		}),
		type: 'invalidInput',
		message: /'Extra Parameters' is not readable JSON/,
		advice: /quotes, commas and brackets/,
	},
	{
		what: 'a prototype key in Extra Parameters',
		run: () => ({
			parameters: classify({
				model: endpoint('/endpoint/text-classification'),
				options: { extraParameters: '{ "__proto__": { "a": 1 } }' },
			}),
		}),
		type: 'invalidInput',
		message: /'__proto__'/,
		advice: /Take it out/,
	},
	{
		what: 'a line break in a header',
		run: () => ({
			parameters: classify({
				model: endpoint('/endpoint/text-classification'),
				options: { headers: JSON.stringify({ 'x-a': 'b\r\nc: d' }) },
			}),
		}),
		type: 'invalidInput',
		message: /'x-a' in 'Headers'/,
		advice: /without line breaks/,
	},
	{
		what: 'an endpoint that is down',
		run: () => ({ parameters: classify({ model: url('http://127.0.0.1:9/x'), options: { maxRetries: 1 } }) }),
		type: 'network',
		message: /127\.0\.0\.1:9 could not be reached.*ECONNREFUSED/,
		advice: /server is running/,
	},
	{
		what: '401 to a token',
		run: () => ({
			parameters: classify({ model: endpoint('/endpoint/text-classification/fault-401') }),
			credential: withEndpoint(),
		}),
		type: 'authentication',
		message: /rejected the access token/,
		advice: /Check 'Access Token'/,
	},
	{
		what: '401 without a token',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-401') }) }),
		type: 'authentication',
		message: /requires an access token, and none was sent/,
		advice: /Set 'Authentication' to Access Token/,
	},
	{
		what: '402',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-402') }) }),
		type: 'billing',
		message: /requires payment/,
		advice: /billing/,
	},
	{
		what: '403 to a token',
		run: () => ({
			parameters: classify({ model: endpoint('/endpoint/text-classification/fault-403') }),
			credential: withEndpoint(),
		}),
		type: 'authentication',
		message: /does not allow this call/,
		advice: /Make calls to Inference Providers/,
	},
	{
		what: 'a model that is not there',
		run: () => ({
			parameters: classify({ provider: 'hf-inference', model: { __rl: true, mode: 'id', value: 'nobody/nothing' } }),
			credential: sandbox.credential(),
		}),
		type: 'notFound',
		message: /The model 'nobody\/nothing' was not found on Hugging Face/,
		advice: /Choose another model in 'Model'/,
	},
	{
		what: '422',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-422') }) }),
		type: 'invalidInput',
		message: /rejected the request \(422\): ./,
		advice: /Check the inputs/,
	},
	{
		what: '500',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-500') }) }),
		type: 'server',
		message: /status 500/,
		advice: /Try again later/,
	},
	{
		what: 'a timeout',
		run: () => ({
			parameters: classify({ model: endpoint('/endpoint/text-classification/fault-slow'), options: { timeout: 1 } }),
		}),
		type: 'timeout',
		message: /did not answer within 1 s/,
		advice: /Raise 'Timeout'/,
	},
	{
		what: 'a web page for an answer',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-wrong-type') }) }),
		type: 'unexpectedResponse',
		message: /a web page/,
		advice: /'Task' fits the model/,
	},
	{
		what: 'half an answer',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-half-json') }) }),
		type: 'unexpectedResponse',
		message: /not readable JSON/,
		advice: /may have been billed/,
	},
	{
		what: 'an empty answer',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-empty') }) }),
		type: 'unexpectedResponse',
		message: /answered with nothing/,
		advice: /another model/,
	},
	{
		what: 'an error in a success',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-error-200') }) }),
		type: 'server',
		message: /answered with an error/,
		advice: /Check the inputs/,
	},
	{
		what: 'a connection that breaks',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-reset') }) }),
		type: 'network',
		message: /broke after the request was sent/,
		advice: /'Retry Interrupted'/,
	},
	{
		what: 'a body that is cut',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-cut-body') }) }),
		type: 'network',
		message: /broke after the request was sent/,
		advice: /may have run and been billed/,
	},
	{
		what: 'a redirect to another server',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-redirect-away') }) }),
		type: 'refusedHost',
		message: /sends the request on to another server|redirect/,
		advice: /Check the address/,
	},
	{
		what: 'a redirect without end',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-redirect-loop') }) }),
		type: 'unexpectedResponse',
		message: /redirected more than 5 times/,
		advice: /Check the server/,
	},
	{
		what: 'a compressed bomb',
		run: () => ({ parameters: classify({ model: endpoint('/endpoint/text-classification/fault-gzip-bomb') }) }),
		type: 'unexpectedResponse',
		message: /looks like an attack|larger than/,
		advice: /Check the server/,
	},
	{
		what: 'a user name in the URL',
		run: () => ({ parameters: classify({ model: url('https://user:secret@example.com/') }) }),
		type: 'invalidInput',
		message: /'Model' holds a user name/,
		advice: /Take it out/,
	},
	{
		what: 'a model name that is none',
		run: () => ({
			parameters: classify({ model: { __rl: true, mode: 'id', value: '={{ "../../etc" }}' } }),
			credential: sandbox.credential(),
		}),
		type: 'invalidInput',
		message: /is not a valid model name/,
		advice: /as on the Hub/,
	},
];

describe.each(CASES)('$what', ({ run, type, message, advice }) => {
	it('stops the node with an error and advice', async () => {
		const { error } = await runNode(run());
		expect(error?.message).toMatch(message);
		expect(error?.message).toMatch(/\[item 0\]$/);
		expect(error?.description).toMatch(advice);
		expect(error?.context).toMatchObject({ itemIndex: 0, type });
	});

	it('returns an item with error and details under Continue', async () => {
		const { json, error } = await runNode({ ...run(), onError: 'continueRegularOutput' });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
		expect(Object.keys(json[0] ?? {})).toEqual(['error', 'details']);
		expect(json[0]?.details).toMatchObject({ type, description: expect.stringMatching(advice) });
	});
});

it.each<[string, string, object]>([
	['a rejected token', 'fault-401', { cause: 'credential-invalid' }],
	['used-up credits', 'fault-402', { cause: 'quota-exhausted' }],
	['a forbidden model', 'fault-403', { cause: 'configuration-invalid' }],
	['too many requests', 'fault-429', { cause: 'rate-limited', retryAfterMs: expect.any(Number) }],
])("reports the cause in n8n's own terms: %s", async (_what, fault, failure) => {
	const { error } = await runNode({
		parameters: classify({ model: endpoint(`/endpoint/text-classification/${fault}`), options: { maxRetries: 0 } }),
	});
	expect(error?.failure).toEqual(failure);
});

it('never shows an echoed token', async () => {
	const options = {
		parameters: classify({ model: endpoint('/endpoint/text-classification/fault-echo-token') }),
		credential: sandbox.credential({ endpointUrl: sandbox.current().url }),
	};
	const stopped = await runNode(options);
	expect(sandbox.current().requests.at(-1)?.headers.authorization).toBe(`Bearer ${TOKEN}`);
	expect(JSON.stringify([stopped.error, stopped.error?.message, stopped.error?.description])).not.toContain(TOKEN);
	const continued = await runNode({ ...options, onError: 'continueRegularOutput' });
	expect(JSON.stringify(continued.json)).not.toContain(TOKEN);
	expect(JSON.stringify(continued.json)).toContain('***');
});

it('keeps the other items when one fails', async () => {
	const { json } = await runNode({
		parameters: classify({ text: '={{ $json.text }}', model: endpoint('/endpoint/text-classification') }),
		items: ['great', '', 'awful'].map((text) => ({ json: { text } })),
		onError: 'continueRegularOutput',
	});
	expect(json.map(({ label, error }) => label ?? error)).toEqual([
		'POSITIVE',
		expect.stringMatching(/'Text' is empty.*\[item 1\]/),
		'NEGATIVE',
	]);
});

it('sends a failed item to the error output with its input data', async () => {
	const { json, failed } = await runNode({
		parameters: classify({ text: '={{ $json.text }}', model: endpoint('/endpoint/text-classification') }),
		items: [{ json: { text: 'great', id: 1 } }, { json: { text: '', id: 2 } }],
		onError: 'continueErrorOutput',
	});
	expect(json).toHaveLength(1);
	expect(failed[0]?.json).toMatchObject({ id: 2, error: expect.any(String), details: { type: 'invalidInput' } });
});

it('an organization with invalid header characters ends the run before any request', async () => {
	const parameters = classify({ model: endpoint('/endpoint/text-classification') });
	const { error } = await runNode({ parameters, credential: sandbox.credential({ organization: 'my\ncompany' }) });
	expect(error?.message).toContain("'Organization' in the credential");
	expect(error?.description).toContain("address of the organization's page");
	expect(sandbox.current().requests).toEqual([]);
});
