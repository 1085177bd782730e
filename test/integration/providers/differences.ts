import type { Cell } from './cells';
import type { NodeRun } from './node';
import type { Sent } from './wire';

/** A cell in which the official client fails: why, and what the node does there. */
export interface Difference {
	readonly reason: string;
	readonly applies: (cell: Cell) => boolean;
	readonly expectAnswer: (node: NodeRun) => void;
}

const isText = ({ task }: Cell): boolean => task === 'text-generation';

/** Cells whose requests the official client makes in a form that their provider refuses. */
export const BROKEN: readonly Difference[] = [
	{
		reason: 'groq has no route that continues a text: the node refuses before it sends anything',
		applies: (cell) => isText(cell) && cell.provider === 'groq',
		expectAnswer: ({ error, items, sent }) => {
			expect(items).toEqual([]);
			expect(sent).toEqual([]);
			expect(error?.message).toContain('Provider groq has no text generation: it answers chats only');
		},
	},
	{
		reason: "novita continues texts at a route of its own: the node sends Python's form there",
		applies: (cell) => isText(cell) && cell.provider === 'novita',
		expectAnswer: ({ error, items, sent }) => {
			expect(error).toBeUndefined();
			expect(sent.map(({ path }) => path)).toEqual(['/novita/v3/openai/completions']);
			expect(items[0]?.json).toMatchObject({ generated_text: expect.any(String) as string });
		},
	},
];

/** The difference that a cell shows. */
export function differenceOf(cell: Cell): Difference | undefined {
	return BROKEN.find(({ applies }) => applies(cell));
}

/** The official client's requests without Hugging Face's own key for a text, which some providers get beside `prompt`. */
export function mended(sent: readonly Sent[], cell: Cell): Sent[] {
	return sent.map((request) => {
		if (!isText(cell) || typeof request.body !== 'object' || request.body === null) return request;
		return { ...request, body: Object.fromEntries(Object.entries(request.body).filter(([key]) => key !== 'inputs')) };
	});
}
