import { Readable } from 'node:stream';
import { Hub } from '../../../../nodes/shared/client/hub';
import { InputFile } from '../../../../nodes/shared/client/inputFile';
import { makeService } from '../../../../nodes/shared/client/service';
import { Deadline } from '../../../../nodes/shared/http/deadline';
import { Redirects } from '../../../../nodes/shared/http/redirects';
import { infer } from '../../../../nodes/shared/inference/failover';
import { Spending } from '../../../../nodes/shared/inference/figures/spending';
import type { OpenAiForm, OpenAiTarget } from '../../../../nodes/shared/inference/openAi/form';
import { RunPacing } from '../../../../nodes/shared/inference/pacing/pacer';
import type { RunContext, TaskProtocol } from '../../../../nodes/shared/inference/request';
import { ServerMemory } from '../../../../nodes/shared/inference/servers/memory';
import { sampleFile, startSandbox, type Sandbox } from '../../../../sandbox';

const SPEECH = sampleFile('speech.wav') ?? Buffer.alloc(0);
let sandbox: Sandbox;
let targets: OpenAiTarget[] = [];
let hints: string[] = [];

beforeAll(async () => void (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => {
	sandbox.reset();
	targets = [];
	hints = [];
});

/** A form for transcriptions, as the simplest task with a file has it. */
const openAi: OpenAiForm = {
	routes: (_json, { program }) =>
		program === 'whisper.cpp' ? ['/inference', '/v1/audio/transcriptions'] : ['/v1/audio/transcriptions', '/inference'],
	models: /whisper/i,
	leavesOut: () => ['top_k'],
	asks: 'protocol',
	toPayload: ({ inputs }, target) => {
		targets.push(target);
		const file = inputs instanceof InputFile ? inputs : '';
		const model = target.model === undefined ? [] : [{ name: 'model', value: target.model }];
		return { form: [...model, { name: 'file', value: file }] };
	},
};

function taskWith(form: OpenAiForm): TaskProtocol {
	const id = 'automatic-speech-recognition';
	return {
		...{ id, route: 'model', mappedAs: id, pipelineTag: id, servedBesides: [], parametersAt: 'parameters', inputs: [] },
		parameters: [{ name: 'topK', label: 'Top K' }],
		openAi: form,
		answer: { accept: '*/*' },
	};
}

const newRun = (): RunContext => ({
	pacing: new RunPacing(5, 0),
	redirects: new Redirects(),
	memory: new ServerMemory(),
	spending: new Spending(),
});

interface Asked {
	readonly run?: RunContext;
	readonly form?: OpenAiForm;
	readonly servedModel?: string;
	readonly signal?: AbortSignal;
}

async function transcribe(path: string, { run = newRun(), form = openAi, servedModel = '', signal }: Asked = {}) {
	const file = new InputFile({
		open: async () => Readable.from([SPEECH]),
		size: SPEECH.length,
		mediaType: 'audio/wav',
	});
	const request = {
		task: taskWith(form),
		payload: { json: { inputs: file } },
		values: {},
		hub: new Hub(makeService({})),
		choice: { model: `${sandbox.url}${path}`, provider: 'auto', servedModel, headers: {} },
		settings: {
			timeoutSeconds: 60,
			rules: { maxRetries: 0, waitForModel: true, retryInterrupted: false },
			fallbackProviders: [],
			extraParameters: {},
		},
		deadline: new Deadline(60, signal ? [signal] : []),
		hint: (sentence: string) => void hints.push(sentence),
	};
	try {
		return (await infer(run, request, async (answer) => answer)).result;
	} finally {
		request.deadline.clear();
	}
}

const asked = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);
const text = { kind: 'json', value: expect.objectContaining({ text: expect.stringMatching(/quick brown fox/i) }) };

describe('A task with a file asks an unknown server what it is before the upload', () => {
	it('for its models, which name its program and the model of the request', async () => {
		expect(await transcribe('/vllm-speech')).toEqual(text);
		expect(asked()).toEqual(['GET /vllm-speech/v1/models', 'POST /vllm-speech/v1/audio/transcriptions']);
		expect(targets).toMatchObject([{ program: 'vLLM', model: 'openai/whisper-small' }]);
	});

	it("for its page where it lists no models, as whisper.cpp's server", async () => {
		expect(await transcribe('/whisper-cpp')).toEqual(text);
		expect(asked()).toEqual(['GET /whisper-cpp/v1/models', 'GET /whisper-cpp', 'POST /whisper-cpp/inference']);
		expect(targets).toMatchObject([{ program: 'whisper.cpp', model: undefined }]);
	});

	it('and sends Hugging Face servers their own form', async () => {
		expect(await transcribe('/endpoint/automatic-speech-recognition')).toEqual(text);
		const root = '/endpoint/automatic-speech-recognition';
		expect(asked()).toEqual([`GET ${root}/v1/models`, `GET ${root}`, `POST ${root}`]);
		expect(targets).toEqual([]);
	});

	it('once for all requests of a run', async () => {
		const run = newRun();
		const path = '/vllm-speech';
		await Promise.all([transcribe(path, { run }), transcribe(path, { run }), transcribe(path, { run })]);
		await transcribe(path, { run });
		expect(asked().filter((line) => line.startsWith('GET'))).toHaveLength(1);
		expect(asked().filter((line) => line.startsWith('POST'))).toHaveLength(4);
	});

	it('for its program alone where the address names the protocol', async () => {
		expect(await transcribe('/local-ai/v1', { servedModel: 'whisper-1' })).toEqual(text);
		expect(asked()).toEqual(['GET /local-ai/v1/models', 'POST /local-ai/v1/audio/transcriptions']);
		expect(targets).toMatchObject([{ program: 'LocalAI', model: 'whisper-1' }]);
	});

	it("for nothing where the address is that of whisper.cpp's server", async () => {
		expect(await transcribe('/whisper-cpp/inference')).toEqual(text);
		expect(asked()).toEqual(['POST /whisper-cpp/inference']);
		expect(targets).toMatchObject([{ program: 'whisper.cpp' }]);
	});

	it('and a call that is given up meanwhile leaves the question to the others', async () => {
		sandbox.latencyMs = 200;
		const run = newRun();
		const giveUp = new AbortController();
		const first = transcribe('/vllm-speech', { run, signal: giveUp.signal });
		const second = transcribe('/vllm-speech', { run });
		setTimeout(() => giveUp.abort(), 50);
		await expect(first).rejects.toMatchObject({ details: { type: 'cancelled' } });
		expect(await second).toEqual(text);
		expect(asked().filter((line) => line.startsWith('GET'))).toHaveLength(1);
	});
});

it('A task without a file sends its own form first, and asks for the program after the refusal', async () => {
	expect(await transcribe('/vllm-speech', { form: { ...openAi, asks: 'program' } })).toEqual(text);
	expect(asked()).toEqual([
		'POST /vllm-speech',
		'GET /vllm-speech/v1/models',
		'POST /vllm-speech/v1/audio/transcriptions',
	]);
});

it('A task that asks nothing finds the address of its route by refusals, once a run', async () => {
	const run = newRun();
	const form: OpenAiForm = { ...openAi, asks: undefined };
	expect(await transcribe('/whisper-cpp', { run, form })).toEqual(text);
	expect(await transcribe('/whisper-cpp', { run, form })).toEqual(text);
	expect(asked()).toEqual([
		'POST /whisper-cpp',
		'POST /whisper-cpp/v1/audio/transcriptions',
		'POST /whisper-cpp/inference',
		'POST /whisper-cpp/inference',
	]);
});

it('A server with several models that wants a name gets none, and the error lists the fitting ones first', async () => {
	const failure = transcribe('/local-ai');
	await expect(failure).rejects.toMatchObject({
		details: {
			type: 'invalidInput',
			advice: expect.stringMatching(/'Served Model' in 'Options' to one of: whisper-1, /),
		},
	});
	expect(asked().filter((line) => line.startsWith('POST'))).toHaveLength(1);
});

it('A hint names the parameters that the form leaves out', async () => {
	await transcribe('/vllm-speech');
	expect(hints).toEqual(["'Top K' was not sent: vLLM does not take it"]);
});
