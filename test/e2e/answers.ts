import { fileTypeFromBuffer } from 'file-type';
import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { AnswerKind } from '../../nodes/shared/tasks/answers/answer';
import type { Task } from '../../nodes/shared/tasks/task';

/** Reads a file of an execution. */
export type ReadFile = (file: IBinaryData) => Promise<Buffer>;

type Check = (item: INodeExecutionData, task: Task, read: ReadFile) => Promise<void> | void;

const text = expect.any(String);
const score = expect.any(Number);
const some = expect.arrayContaining([expect.anything()]);

/** The promised item for each kind of answer. */
const CHECKS: Readonly<Record<AnswerKind, Check>> = {
	predictions: holds({ label: text, score, predictions: expect.arrayContaining([{ label: text, score }]) }),
	fillMask: holds({ sequence: text, token_str: text, token: score, score, predictions: some }),
	entities: holds({ entities: some }),
	answers: ({ json }) => {
		expect(json).toMatchObject({ answer: expect.anything(), score, answers: some });
		expect(json.answers).toContainEqual(without(json, 'answers'));
	},
	table: holds({ answer: text, cells: some, coordinates: some, aggregator: text }),
	text: ({ json }, { answer: { key = 'text' } }) => expect(json).toMatchObject({ [key]: expect.stringMatching(/\S/) }),
	transcription: holds({ text: expect.stringMatching(/\S/) }),
	vectors: ({ json }) => {
		const [vector] = json.embedding === undefined ? listOf(json.embeddings) : [json.embedding];
		expect(listOf(vector).length).toBe(json.dimensions);
		expect(json.dimensions).toBeGreaterThan(1);
	},
	similarities: holds({ sentence: text, score, similarities: expect.arrayContaining([{ sentence: text, score }]) }),
	ranking: holds({
		sentence: text,
		score,
		similarities: expect.arrayContaining([expect.objectContaining({ sentence: text, score })]),
	}),
	detections: ({ json }) => {
		expect(json.detections).toEqual(
			expect.arrayContaining([expect.objectContaining({ label: text, score, box: expect.any(Object) })]),
		);
		expect(json.count).toBe(listOf(json.detections).length);
	},
	segments: async (item, task, read) =>
		await holdsParts(item, task, read, { list: 'segments', key: 'mask', media: 'image' }),
	masks: async (item, task, read) =>
		await holdsParts(item, task, read, { list: 'segments', key: 'mask', media: 'image' }),
	audioParts: async (item, task, read) =>
		await holdsParts(item, task, read, { list: 'outputs', key: 'blob', media: 'audio' }),
	media: holdsFile,
	depth: holdsFile,
	tabular: holds({ predictions: some }),
	chat: holds({
		content: expect.stringMatching(/\S/),
		role: 'assistant',
		finish_reason: text,
		usage: expect.any(Object),
		model: text,
	}),
	conversation: holds({ generated_text: expect.stringMatching(/\S/), conversation: expect.any(Object) }),
	any: holds({ response: expect.anything() }),
};

/** Fails unless the item matches its kind of answer. */
export async function checkAnswer(item: INodeExecutionData, task: Task, read: ReadFile): Promise<void> {
	expect(item.json).not.toHaveProperty('error');
	expect(item.pairedItem).toEqual({ item: 0 });
	await CHECKS[task.answer.kind](item, task, read);
}

function holds(expected: object): Check {
	return ({ json }) => expect(json).toMatchObject(expected);
}

/** The item has one generated file, with its type, name and size. */
async function holdsFile({ json, binary }: INodeExecutionData, task: Task, read: ReadFile): Promise<void> {
	const size = await checkFile(binary?.data, read, { media: task.answer.media ?? 'image', name: `${task.id}-1` });
	expect(json).toMatchObject({ mimeType: binary?.data?.mimeType, fileName: binary?.data?.fileName, fileSize: size });
}

/** Each element of a list names the binary field of its file. */
async function holdsParts(
	item: INodeExecutionData,
	task: Task,
	read: ReadFile,
	parts: { list: string; key: string; media: string },
): Promise<void> {
	const names = listOf(item.json[parts.list]).map((element) => (element as IDataObject)[parts.key]);
	expect(names).toEqual(names.map((_name, index) => `data_${index}`));
	expect(names.length).toBeGreaterThan(0);
	for (const [index, name] of names.entries()) {
		await checkFile(item.binary?.[String(name)], read, { media: parts.media, name: `${task.id}-1-${index + 1}` });
	}
}

/** Checks that the file is readable, and its bytes and name fit its type. Returns its size. */
async function checkFile(
	file: IBinaryData | undefined,
	read: ReadFile,
	{ media, name }: { media: string; name: string },
): Promise<number> {
	if (file === undefined) throw new Error(`The item has no file ${name}`);
	const bytes = await read(file);
	const found = await fileTypeFromBuffer(bytes);
	expect(found?.mime.split('/')[0]).toBe(media);
	expect(file).toMatchObject({ mimeType: found?.mime, fileName: `${name}.${found?.ext}`, fileExtension: found?.ext });
	return bytes.length;
}

function listOf(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

function without(json: IDataObject, key: string): IDataObject {
	return Object.fromEntries(Object.entries(json).filter(([name]) => name !== key));
}
