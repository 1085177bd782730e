import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, errorTypesInCode, messagesInCode } from './messages';

const page = readFileSync(join(ROOT, 'docs', 'troubleshooting.md'), 'utf8');

/** The part of the page under a heading of the second level. */
function section(title: string): string {
	const [, after = ''] = page.split(`\n## ${title}\n`);
	return after.split('\n## ')[0] ?? '';
}

/** Code in the first cell of each row of a part. */
function firstCells(text: string): string[] {
	return [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell = '']) => cell);
}

/** Whether a text of the page fits a message in the code, with values for `…`. */
function fits(words: string, message: string): boolean {
	const parts = message.split(/…+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${parts.join('.*')}$`).test(words);
}

const messages = [...messagesInCode()];
const told = [...firstCells(section('By message')), ...firstCells(section('Hints'))];

it('covers every error type, and no other', () => {
	expect(firstCells(section('By type')).sort()).toEqual(errorTypesInCode().sort());
});

it('names only existing types in the table of statuses', () => {
	const named = [...section('By status').matchAll(/`(\w+)`/g)].map(([, type]) => type);
	expect(named.length).toBeGreaterThan(10);
	expect(named.filter((type) => !errorTypesInCode().includes(type ?? ''))).toEqual([]);
});

it('finds the messages in the code', () => {
	expect(messages.length).toBeGreaterThan(80);
});

it.each(messages)('explains the message: %s', (message) => {
	expect(told.filter((words) => fits(words, message))).not.toEqual([]);
});

it.each(told)('explains only messages of the node: %s', (words) => {
	expect(messages.filter((message) => fits(words, message))).not.toEqual([]);
});
