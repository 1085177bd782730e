import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { InputFile } from '../../../shared/client/inputFile';
import { isObject, omit, type JsonObject, type JsonValue } from '../../../shared/client/json';
import type { ServerAnswer } from '../../../shared/client/response';
import type { Transport } from '../../../shared/http/exchange';
import type { Answer, AnswerFile, ItemAnswer } from '../../../shared/tasks/answers/answer';
import type { Task, TaskArguments } from '../../../shared/tasks/task';
import { annotated } from '../../../shared/tasks/answers/annotate';
import type { Masking } from '../../../shared/n8n/masking';
import { metadata, type Served } from './metadata';
import { storeFile, type StoredFile } from './outputFiles';
import type { Settings } from '../../../shared/fields/settings';

/** How the answers of one item are written down. */
export interface OutputRules {
	readonly simplify: boolean;
	/** Binary field of the one file, or the start of the names of several. */
	readonly binaryField: string;
	readonly settings: Settings;
	/** In the tool variant: leaves out what would flood an agent's context. */
	readonly compact: boolean;
	readonly masking: Masking;
}

/** An answer whose files are stored, before it becomes items. */
export interface StoredAnswer extends ItemAnswer {
	readonly stored: readonly StoredFile[];
	/** Files about the whole answer. */
	readonly beside?: readonly StoredFile[];
	readonly usage?: JsonValue;
}

/** The input item that an answer belongs to. */
export interface AnsweredItem {
	readonly itemIndex: number;
	readonly values: TaskArguments;
	readonly rules: OutputRules;
}

interface Taking {
	readonly task: Task;
	readonly context: IExecuteFunctions;
	/** For files that the answer only names the address of. */
	readonly transport: Transport;
}

/** Reads an answer and stores its files; runs inside the call, so that its deadline and retries cover it. */
export async function takeAnswer(
	answer: ServerAnswer,
	{ values, rules, itemIndex }: AnsweredItem,
	{ task, context, transport }: Taking,
): Promise<StoredAnswer> {
	const place = { context, transport, masking: rules.masking };
	const usage = answer.kind === 'json' && isObject(answer.value) ? answer.value.usage : undefined;
	const fieldName = (i?: number): string => (i === undefined ? rules.binaryField : `${rules.binaryField}_${i}`);
	const read = await task.answer.read(answer, { values, fieldName });
	const baseName = `${task.id}-${itemIndex + 1}`;
	const picture =
		rules.settings.annotatedImage && task.answer.annotates ? await annotatedFile(values, read.json) : undefined;
	const beside = picture && [await storeFile(picture, `${baseName}-annotated`, place)];
	const whole = wholeOf(answer);
	if (!rules.simplify && whole !== undefined && !isFile(task.answer)) {
		return { json: { response: whole }, files: [], hints: read.hints, stored: [], beside, usage };
	}
	const stored: StoredFile[] = [];
	for (const file of read.files) stored.push(await storeFile(file, baseName, place));
	return { ...read, ...(!rules.simplify && isFile(task.answer) && { json: raw(read) }), stored, beside, usage };
}

/** The picture with its detections drawn over it. */
async function annotatedFile({ file }: TaskArguments, { detections }: JsonObject): Promise<AnswerFile | undefined> {
	const svg = file instanceof InputFile ? await annotated(file, detections) : undefined;
	return svg && { field: 'annotated', content: svg, mediaType: 'image/svg+xml' };
}

/** An answer that fits into the item as it came: JSON or text. */
function wholeOf(answer: ServerAnswer): JsonValue | undefined {
	if (answer.kind === 'json') return answer.value;
	return answer.kind === 'text' ? answer.text : undefined;
}

/** What the API says beside its files, as it came. */
function raw({ json, isUnknown }: ItemAnswer): JsonObject {
	return isUnknown || Object.keys(json).length === 0 ? json : { response: json };
}

function isFile({ media }: Answer): boolean {
	return media !== undefined;
}

interface Origin {
	readonly task: Task;
	/** The input item. */
	readonly input: INodeExecutionData | undefined;
	readonly paired: INodeExecutionData['pairedItem'];
	readonly rules: OutputRules;
}

/** The output items of one answer. */
export function toItems(
	answer: StoredAnswer,
	served: Served,
	{ task, input, paired, rules }: Origin,
): INodeExecutionData[] {
	const { settings, masking } = rules;
	const before = settings.includeInputFields ? withoutError((input?.json ?? {}) as JsonObject) : {};
	const inputFiles = settings.includeInputFields ? (input?.binary ?? {}) : {};
	const meta: JsonObject = settings.includeMetadata ? { _meta: metadata(served, answer.usage) } : {};
	return parts(task, answer, rules).map(({ json, files }) => {
		const binary = {
			...inputFiles,
			...Object.fromEntries([...files, ...(answer.beside ?? [])].map((file) => [file.field, file.binary])),
		};
		return {
			json: masking.json({ ...before, ...(rules.compact ? compacted(json) : json), ...meta }),
			...(Object.keys(binary).length > 0 && { binary }),
			pairedItem: paired,
		};
	});
}

interface Part {
	readonly json: JsonObject;
	readonly files: readonly StoredFile[];
}

/** One part for the whole answer, or one for each element of its list. */
function parts(task: Task, answer: StoredAnswer, { settings, simplify }: OutputRules): Part[] {
	const { elements } = task.answer;
	const list = settings.splitResults && elements !== undefined ? answer.json[elements] : undefined;
	if (Array.isArray(list)) {
		return list.map((entry, i) => {
			const file = answer.stored[i];
			return {
				json: isObject(entry) ? withoutError(entry) : { value: entry },
				files: file === undefined ? [] : [file],
			};
		});
	}
	const about = simplify && task.answer.elements === undefined ? aboutFiles(answer.stored) : {};
	return [{ json: { ...about, ...withoutError(answer.json) }, files: answer.stored }];
}

/** What is known of the first file, and of all of them where there are several. */
function aboutFiles(stored: readonly StoredFile[]): JsonObject {
	const [first] = stored;
	if (first === undefined) return {};
	return {
		...first.about,
		...(stored.length > 1 && { files: stored.map(({ field, about }) => ({ field, ...about })) }),
	};
}

/** n8n takes an item with `error` for a failed one, and pays again under its Retry On Fail. */
function withoutError(json: JsonObject): JsonObject {
	return omit(json, 'error');
}

/** Lists are cut at every depth, since a raw answer may hold them anywhere. */
function cut(value: JsonValue): JsonValue {
	if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map(cut);
	return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner)])) : value;
}

const LONGEST_LIST = 10;

/** What an agent can use: vectors are left out with a word why, and lists are cut. */
function compacted(json: JsonObject): JsonObject {
	const { embedding, embeddings, ...others } = json;
	const short = Object.fromEntries(Object.entries(others).map(([key, value]) => [key, cut(value)]));
	if (embedding === undefined && embeddings === undefined) return short;
	return {
		...short,
		note: "The vector is left out here, since an agent cannot use its numbers: set 'Output' to Full for it.",
	};
}
