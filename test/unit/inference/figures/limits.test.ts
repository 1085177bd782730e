import type { PayloadObject } from '../../../../nodes/shared/client/payload';
import { assertFits, textOf } from '../../../../nodes/shared/inference/figures/limits';
import { provider } from './models';

const small = [provider('a', { contextLength: 512 }), provider('b', { contextLength: 100 })];
const saying = (content: string): PayloadObject => ({ messages: [{ role: 'user', content }] });
const words = (count: number): string => Array.from({ length: count }, (_, i) => `w${i}`).join(' ');
const check =
	(body: PayloadObject, providers = small) =>
	(): void =>
		assertFits(body, 'org/name', providers);

describe('Before a request is sent', () => {
	it.each(['max_tokens', 'max_completion_tokens'])('%s must fit the largest context', (name) => {
		expect(check({ ...saying('Hello'), [name]: 512 })).not.toThrow();
		expect(check({ ...saying('Hello'), [name]: 513 })).toThrow(
			"'Max Tokens' is 513, and the context of 'org/name' is 512 tokens long",
		);
	});

	it('messages must fit the largest context, at six characters for each token', () => {
		const fitting = 'abc '.repeat(768);
		expect(check(saying(fitting))).not.toThrow();
		expect(check(saying(`${fitting}x y`))).toThrow(
			"The messages have 3075 characters, and the context of 'org/name' is 512 tokens long",
		);
	});

	it('all messages and parts count', () => {
		const text = 'abc '.repeat(400);
		const messages = [
			{ role: 'system', content: text },
			{ role: 'user', content: [{ type: 'text', text }] },
		];
		expect(check({ messages })).toThrow('The messages have 3200 characters');
	});

	it('files do not count', () => {
		const url = `data:image/png;base64,${'A'.repeat(100_000)}`;
		expect(check({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] })).not.toThrow();
	});

	it('long runs of blanks may be few tokens', () => {
		expect(check(saying(`Hello${' '.repeat(10_000)}you`))).not.toThrow();
		expect(check(saying('-'.repeat(10_000)))).not.toThrow();
	});

	it('an unknown context is no limit', () => {
		const body = { ...saying(words(10_000)), max_tokens: 1_000_000 };
		expect(check(body, [provider('a', { contextLength: 512 }), provider('b')])).not.toThrow();
		expect(check(body, [])).not.toThrow();
	});
});

it('the text of messages is all that they say', () => {
	expect(textOf([{ content: 'a' }, { content: null }, { content: [{ text: 'b' }, 'c'] }, 'd'])).toBe('ab');
	expect(textOf(undefined)).toBe('');
});
