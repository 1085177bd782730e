import type { ChatCompletionOutput } from '@huggingface/tasks';
import type { IDataObject } from 'n8n-workflow';
import type { RunResult } from '../support/engine';
import { FORMATS } from '../tasks/promised';

/** What the official client gives for a task, as the json of the node's item. */
const ITEMS: Readonly<Record<string, (result: never) => object>> = {
	'automatic-speech-recognition': (result: { text: string; chunks?: object[] }) => result,
	'audio-to-audio': (result: Array<{ label: string }>) => ({
		outputs: result.map(({ label }, i) => ({ label, blob: `data_${i}` })),
	}),
	'chat-completion': chat,
	'feature-extraction': ([embedding = []]: number[][]) => ({ embedding, dimensions: embedding.length }),
	'image-segmentation': (result: Array<{ label: string; score: number }>) => ({
		segments: result.map(({ label, score }, i) => ({ label, score, mask: `data_${i}` })),
	}),
	'image-text-to-text': chat,
	'image-to-text': ({ generated_text }: { generated_text: string }) => ({ generated_text }),
	'text-generation': ({ generated_text }: { generated_text: string }) => ({ generated_text }),
};

function chat({ choices: [first], usage, model }: ChatCompletionOutput): object {
	const {
		content,
		role,
		reasoning_content: reasoning,
	} = first?.message as { content: string; role: string; reasoning_content?: string };
	return {
		content,
		role,
		finish_reason: first?.finish_reason,
		usage,
		model,
		...(reasoning !== undefined && { reasoning_content: reasoning }),
	};
}

/** The files in what the official client gives: the one that it is, or those in its parts. */
async function filesIn(result: unknown): Promise<Array<readonly [field: string, bytes: Buffer]>> {
	if (result instanceof Blob) return [['data', Buffer.from(await result.arrayBuffer())]];
	if (!Array.isArray(result)) return [];
	const encoded = result.map((part: { mask?: unknown; blob?: unknown }) => part.mask ?? part.blob);
	return encoded.flatMap((file, i) =>
		typeof file === 'string' ? [[`data_${i}`, Buffer.from(file, 'base64')] as const] : [],
	);
}

/** Fails unless the node's item holds what the official client gives, under the keys that the node promises. */
export async function expectSame({ items, bytes }: RunResult, task: string, result: unknown): Promise<void> {
	const [item, ...others] = items;
	expect(others).toEqual([]);
	const files = await filesIn(result);
	const [[, only] = []] = files;
	const about = {
		mimeType: item?.binary?.data?.mimeType,
		fileName: item?.binary?.data?.fileName,
		fileSize: only?.length,
	};
	// The node also keeps what the provider says beside that.
	expect(item?.json).toMatchObject(result instanceof Blob ? about : (ITEMS[task]?.(result as never) ?? {}));
	expect(Object.keys(item?.binary ?? {})).toEqual(files.map(([field]) => field));
	for (const [field, expected] of files) {
		expect(item && (await bytes(item, field)).equals(expected)).toBe(true);
		expect(expected.toString('latin1', 0, 12)).toMatch(formatOf(item?.binary?.[field] as IDataObject | undefined));
	}
}

/** How a file of the media type that an item names must start. */
function formatOf(file: IDataObject | undefined): RegExp {
	const format = FORMATS[String(file?.mimeType)];
	if (format === undefined) throw new Error(`no format is known for ${String(file?.mimeType)}`);
	return format.startsWith;
}
