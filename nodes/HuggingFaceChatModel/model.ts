import type { ChatModel, GenerateResult, Message, StreamChunk, Tool } from '@n8n/ai-node-sdk';
import { isObject, omit, type JsonObject, type JsonValue } from '../shared/client/json';
import type { InferenceResult, Take } from '../shared/inference/request';
import type { Session } from '../shared/subNodes/session';
import { CHAT_STREAMING } from '../shared/tasks/chat/structuredOutput';
import { placeFields } from '../shared/tasks/request';
import type { Task, TaskArguments } from '../shared/tasks/task';
import { chatAnswerOf, toResult } from './answer';
import { CHAT_TASK } from './fields';
import { toOpenAi } from './messages';
import { masked, piecesOf } from './pieces';
import { Queue } from './queue';

/** LangChain's options of a call: its names differ from those that n8n's SDK declares. */
export interface CallOptions {
	readonly signal?: AbortSignal;
	readonly abortSignal?: AbortSignal;
	readonly stop?: readonly string[];
}

/** What a model is made of. */
export interface ModelParts {
	readonly session: Session;
	/** The JSON Schema of a tool's arguments, whatever form n8n gives them in. */
	readonly schemaOf: (tool: Extract<Tool, { type: 'function' }>) => unknown;
	readonly tools?: readonly Tool[];
}

/** A chat model over Hugging Face's client, as n8n's SDK asks for it. */
export class HubChatModel implements ChatModel {
	readonly provider = 'huggingface';
	readonly modelId: string;
	/** Whether the next answer must call tools: LangChain's or OpenAI's word, or OpenAI's object. */
	toolChoice?: unknown;

	constructor(private readonly parts: ModelParts) {
		this.modelId = parts.session.model || 'recommended';
	}

	/** Tools of a name that is known replace those: LangChain binds twice when a call is forced. */
	withTools(tools: Tool[]): HubChatModel {
		const names = new Set(tools.map(({ name }) => name));
		const kept = (this.parts.tools ?? []).filter(({ name }) => !names.has(name));
		return new HubChatModel({ ...this.parts, tools: [...kept, ...tools] });
	}

	/** @throws {NodeApiError | NodeOperationError} */
	async generate(messages: Message[], options: CallOptions = {}): Promise<GenerateResult> {
		const { session } = this.parts;
		const called = await this.call(messages, options, { take: chatAnswerOf }).catch((error: unknown) => {
			throw session.failure(error);
		});
		const { text, calls, finishReason } = called.result;
		this.tellIfCut(finishReason);
		const masked = calls.map((call) => ({ ...call, input: session.masking.text(call.input) }));
		const answer = { ...called.result, text: session.masking.text(text), calls: masked };
		const { route } = called;
		const provider = route.kind === 'endpoint' ? undefined : route.provider;
		return toResult(answer, { served_model: route.model, served_by: provider });
	}

	/**
	 * An answer piece by piece. When the reader stops, the call ends.
	 * @throws {NodeApiError | NodeOperationError} with a description that makes sense alone: streams show only that
	 */
	async *stream(messages: Message[], options: CallOptions = {}): AsyncGenerator<StreamChunk> {
		const { session } = this.parts;
		const queue = new Queue<StreamChunk>();
		const gone = new AbortController();
		const take: Take<void> = async (answer) => {
			for await (const chunk of masked(piecesOf(answer), session.masking)) {
				if (chunk.type === 'finish') this.tellIfCut(chunk.finishReason);
				queue.push(chunk);
			}
		};
		this.call(messages, options, { take, readBy: gone.signal }).then(
			() => queue.end(),
			(error: unknown) => queue.end({ error: session.failure(error, true) }),
		);
		try {
			yield* queue;
		} finally {
			gone.abort();
		}
	}

	/** @param how `readBy` asks for a stream, and ends the call when its reader is gone */
	private async call<T>(
		messages: readonly Message[],
		{ signal, abortSignal, stop }: CallOptions,
		{ take, readBy }: { readonly take: Take<T>; readonly readBy?: AbortSignal },
	): Promise<InferenceResult<T>> {
		const { session, tools = [], schemaOf } = this.parts;
		const extra = {
			...toolsOf(tools, schemaOf, this.toolChoice),
			...(stop !== undefined && stop.length > 0 && { stop: [...stop] }),
			...(readBy !== undefined && CHAT_STREAMING),
		};
		const { rules } = session.settings;
		return await session.call({
			task: taskFor(messages, extra),
			values: session.parameters,
			signals: [signal, abortSignal, readBy],
			// What was passed on cannot be taken back.
			settings: {
				...session.settings,
				rules: { ...rules, retryInterrupted: rules.retryInterrupted && readBy === undefined },
			},
			take,
		});
	}

	private tellIfCut(finishReason: string | undefined): void {
		if (finishReason !== 'length') return;
		this.parts.session.hint("The answer was cut at the token limit: raise 'Max Tokens' in 'Model Parameters'");
	}
}

/** Chat completion with n8n's messages in place of the fields. A stream comes as its events. */
function taskFor(messages: readonly Message[], extra: JsonObject): Task {
	const request = (values: TaskArguments, fields: Parameters<typeof placeFields>[1]) => ({
		json: { messages: toOpenAi(messages), ...placeFields(values, fields), ...extra },
	});
	return { ...CHAT_TASK, inputs: [], options: [], request, answer: { ...CHAT_TASK.answer, join: undefined } };
}

function toolsOf(tools: readonly Tool[], schemaOf: ModelParts['schemaOf'], choice: unknown): JsonObject {
	const functions = tools.flatMap((tool): JsonObject[] => {
		if (tool.type !== 'function') return [];
		const { name, description = '' } = tool;
		const schema = schemaOf(tool);
		const parameters = isObject(schema) ? omit(schema, '$schema') : { type: 'object', properties: {} };
		return [{ type: 'function', function: { name, description, parameters } }];
	});
	const toolChoice = toolChoiceOf(choice);
	return functions.length === 0
		? {}
		: { tools: functions, ...(toolChoice !== undefined && { tool_choice: toolChoice }) };
}

const WORDS = ['auto', 'none', 'required'];

/** OpenAI's `tool_choice`. LangChain says `any`, or the name of a tool. */
function toolChoiceOf(choice: unknown): JsonValue | undefined {
	if (isObject(choice)) return choice;
	if (typeof choice !== 'string' || choice === '') return undefined;
	if (choice === 'any') return 'required';
	return WORDS.includes(choice) ? choice : { type: 'function', function: { name: choice } };
}
