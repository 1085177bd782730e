import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';
import { errorOf, outputOf, type WorkflowJson } from '../../tools/host/client';
import { freePort } from '../../tools/host/serve';
import { CREDENTIAL, NODE_TYPE, SAMPLE_PHOTO, START_TIMEOUT_MS, startHost, type Host } from './host';
import { PHOTO } from './smoke';

const START = 'Start';
const NODE = 'Hugging Face Inference';

interface Addresses {
	/** The sandbox's. */
	sandbox: string;
	/** An address without a server. */
	down: string;
}

/** A failure of the second of three items. */
interface WrongInput {
	what: string;
	parameters: (addresses: Addresses) => INodeParameters;
	/** Whether to fill the item's binary field from a file. */
	withPhoto?: boolean;
	/** `type` in the item's `details`. */
	type: string;
	/** Required part of the error: the field, or the server's message. */
	names: RegExp;
	httpCode?: string;
}

/** An expression with a wrong value for the second item only. */
const wrongForSecond = (wrong: string, right: string) =>
	`={{ $itemIndex === 1 ? ${JSON.stringify(wrong)} : ${JSON.stringify(right)} }}`;

const model = (value: string, mode: 'id' | 'url' = 'id') => ({ __rl: true, mode, value });

const textClassification = (wrongModel: string, options: IDataObject = {}): INodeParameters => ({
	operation: 'text-classification',
	model: model(wrongForSecond(wrongModel, 'sandbox/text-classification')),
	text: '={{ $json.text }}',
	options: { maxRetries: 0, ...options } as INodeParameters,
});

const WRONG_INPUTS: WrongInput[] = [
	{
		what: 'a missing binary field',
		parameters: () => ({
			operation: 'image-classification',
			model: model('sandbox/image-classification'),
			inputSource: 'binary',
			binaryPropertyName: wrongForSecond('picture', 'data'),
		}),
		withPhoto: true,
		type: 'invalidInput',
		names: /picture/,
	},
	{
		what: 'unreadable JSON in extraParameters',
		parameters: () => ({
			operation: 'text-classification',
			model: model('sandbox/text-classification'),
			text: '={{ $json.text }}',
			options: { extraParameters: wrongForSecond('{ "top_k": ', '{ "top_k": 1 }') },
		}),
		type: 'invalidInput',
		names: /extra ?parameters/i,
	},
	{
		what: 'an endpoint that is down',
		parameters: ({ sandbox, down }) => ({
			operation: 'text-classification',
			// Uses another host name than the Hub's, because Hub addresses count as model pages.
			model: model(
				wrongForSecond(down, `${sandbox.replace('127.0.0.1', 'localhost')}/endpoint/text-classification`),
				'url',
			),
			text: '={{ $json.text }}',
			options: { maxRetries: 0 },
		}),
		type: 'network',
		names: /127\.0\.0\.1/,
	},
	{
		what: '401',
		parameters: () => textClassification('sandbox/fault-401'),
		type: 'authentication',
		names: /Invalid credentials in Authorization header/,
		httpCode: '401',
	},
	{
		what: 'a model that does not exist',
		parameters: () => textClassification('sandbox/no-such-model'),
		type: 'notFound',
		names: /sandbox\/no-such-model/,
		httpCode: '404',
	},
	{
		what: '422, with the words of the server',
		parameters: () => textClassification('sandbox/fault-422'),
		type: 'invalidInput',
		names: /must have less than 1024 tokens/,
		httpCode: '422',
	},
	{
		what: 'a timeout of 1 s',
		parameters: () => textClassification('sandbox/fault-slow', { timeout: 1 }),
		type: 'timeout',
		names: /\b1 s/,
	},
	{
		what: 'an answer that is not what the task returns',
		parameters: () => textClassification('sandbox/fault-wrong-type'),
		type: 'unexpectedResponse',
		names: /web page/i,
	},
];

const TEXTS = ['I love it', 'It is fine', 'I would buy this again'];

/** Three items, then the node. If it needs a file, a node in between adds the photo. */
function workflowOf(
	wrong: WrongInput,
	onError: OnError,
	id: string,
	files: string,
	addresses: Addresses,
): WorkflowJson {
	const place = (name: string, type: string, typeVersion: number, parameters: INodeParameters) => ({
		id: `${id}-${name}`,
		name,
		type,
		typeVersion,
		position: [0, 0] as [number, number],
		parameters,
	});
	const read = place('Read Photo', 'n8n-nodes-base.readWriteFile', 1.1, {
		fileSelector: `${files}/${PHOTO}`,
		options: {},
	});
	const chain = [
		place(START, 'n8n-nodes-base.manualTrigger', 1, {}),
		place('Texts', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: JSON.stringify({ text: TEXTS }),
			options: {},
		}),
		place('Items', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'text', options: {} }),
		...(wrong.withPhoto === true ? [read] : []),
		{
			...place(NODE, NODE_TYPE, 1, {
				authentication: 'accessToken',
				...wrong.parameters(addresses),
			}),
			...CREDENTIAL,
			onError,
		},
	];
	const connections = Object.fromEntries(
		chain
			.slice(1)
			.map(({ name }, index) => [
				chain[index]?.name ?? '',
				{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
			]),
	);
	return { id, name: `${wrong.what} (${onError})`, nodes: chain, connections, settings: { executionOrder: 'v1' } };
}

const WAYS: OnError[] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];
const idOf = (wrong: WrongInput, onError: OnError) =>
	`wrong${WRONG_INPUTS.indexOf(wrong)}way${WAYS.indexOf(onError)}`.padEnd(16, '0');

let host: Host;

beforeAll(async () => {
	const down = `http://127.0.0.1:${await freePort()}`;
	host = await startHost({ [PHOTO]: SAMPLE_PHOTO }, (files, sandbox) =>
		WRONG_INPUTS.flatMap((wrong) =>
			WAYS.map((way) => workflowOf(wrong, way, idOf(wrong, way), files, { sandbox, down })),
		),
	);
}, START_TIMEOUT_MS);

afterAll(async () => await host?.stop());

describe.each(WRONG_INPUTS)('$what', (wrong) => {
	test('stops the workflow with an error that names the item and the field, with advice', async () => {
		const execution = await host.client.run(idOf(wrong, 'stopWorkflow'), START);
		const error = errorOf(execution, NODE);
		expect(execution.status).toBe('error');
		expect(error?.name).toMatch(/^Node(Api|Operation)Error$/);
		expect(error?.context?.itemIndex).toBe(1);
		expect(error?.message).toMatch(/item/i);
		expect(`${error?.message}\n${error?.description}`).toMatch(wrong.names);
		expect(error?.description).toMatch(/\w+ \w+/);
	});

	test('leaves the other items alone under Continue', async () => {
		const execution = await host.client.run(idOf(wrong, 'continueRegularOutput'), START);
		const items = outputOf(execution, NODE);
		expect(execution.status).toBe('success');
		expect(items).toHaveLength(3);
		for (const index of [0, 2])
			expect(items[index]?.json).toMatchObject({ label: expect.any(String), score: expect.any(Number) });
		const failed = items[1]?.json ?? {};
		expect(Object.keys(failed)).toEqual(['error', 'details']);
		expect(`${failed.error}\n${(failed.details as IDataObject).description}`).toMatch(wrong.names);
		expect(failed.details).toMatchObject({
			type: wrong.type,
			description: expect.stringMatching(/\w+ \w+/),
			...(wrong.httpCode === undefined ? {} : { httpCode: wrong.httpCode }),
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	test('sends only the failed item to the error output under Continue (using error output)', async () => {
		const execution = await host.client.run(idOf(wrong, 'continueErrorOutput'), START);
		expect(execution.status).toBe('success');
		expect(outputOf(execution, NODE, 0)).toHaveLength(2);
		const failed = outputOf(execution, NODE, 1);
		expect(failed).toHaveLength(1);
		expect(failed[0]?.json).toMatchObject({ error: expect.any(String), details: { type: wrong.type } });
	});
});
