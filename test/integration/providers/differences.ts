import type { Cell } from './cells';
import type { NodeRun } from './node';
import type { OfficialRun } from './official';

/** A cell in which the official client fails: why, and what the node does there. */
export interface Difference {
	readonly reason: string;
	readonly applies: (cell: Cell & { readonly withParameters: boolean }) => boolean;
	readonly expectAnswer: (node: NodeRun, official: OfficialRun) => void | Promise<void>;
}

export const BROKEN: readonly Difference[] = [
	{
		reason:
			'the official client sends text generation to the chat route of these providers, without messages: they refuse it, and the node says so',
		applies: ({ provider, task }) => task === 'text-generation' && ['groq', 'novita'].includes(provider),
		expectAnswer: ({ error, items }) => {
			expect(items).toEqual([]);
			expect(error?.message).toContain('missing field `messages`');
		},
	},
	{
		reason:
			"the official client refuses vectors in base64, which it asks for where 'encoding_format' says so: the node reads them",
		applies: ({ provider, task, withParameters }) =>
			task === 'feature-extraction' && ['deepinfra', 'together'].includes(provider) && withParameters,
		expectAnswer: ({ error, items }) => {
			expect(error).toBeUndefined();
			expect(items).toMatchObject([
				{ json: { embedding: [expect.any(Number), expect.any(Number), expect.any(Number)], dimensions: 3 } },
			]);
		},
	},
];

/** The differences that a cell shows. */
export function differencesOf(cell: Cell & { readonly withParameters: boolean }): Difference[] {
	return BROKEN.filter(({ applies }) => applies(cell));
}
