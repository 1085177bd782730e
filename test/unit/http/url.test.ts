import { readUrl } from '../../../nodes/shared/http/url';

it('reads an address, also relative to another one', () => {
	expect(readUrl('https://a.test/b')?.href).toBe('https://a.test/b');
	expect(readUrl('../c', 'https://a.test/b/d')?.href).toBe('https://a.test/c');
});

it.each(['', 'no address', 'http://', 'http://a b.test', 'http://a.test:99999'])('%j is not an address', (text) => {
	expect(readUrl(text)).toBeUndefined();
});

it('reads many addresses with letters outside ASCII', () => {
	const hosts = new Set<string | undefined>();
	for (let i = 0; i < 100_000; i++) hosts.add(readUrl(`https://m${i % 2 === 0 ? '\u00fc' : 'u'}nchen.test/`)?.host);
	expect([...hosts]).toEqual(['xn--mnchen-3ya.test', 'munchen.test']);
});
