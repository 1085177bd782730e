import * as fc from 'fast-check';
import { Masking } from '../../../nodes/shared/n8n/masking';

const [ONE, TWO] = ['hf_abcdefghijklmnopqrstuvwxyz', 'hf_ABCDEFGHI_another_token'];

describe('Masking several tokens', () => {
	it('takes out each of them, in any letters, and cut off', () => {
		const masking = new Masking();
		masking.add(ONE);
		masking.add(TWO);
		masking.add('');
		expect(masking.text(`a ${ONE} b ${TWO.toLowerCase()} c ${ONE.slice(0, 15)}`)).toBe('a *** b *** c ***');
		expect(masking.json({ [TWO]: [ONE, 1] })).toEqual({ '***': ['***', 1] });
	});

	it('finds those with the same start by the longest match', () => {
		const masking = new Masking('hf_same_start_1', 'hf_same_start_2222');
		expect(masking.text('hf_same_start_2222! hf_same_start_1!')).toBe('***! ***!');
	});

	it('masks a short token as a word alone', () => {
		const masking = new Masking('key', ONE);
		expect(masking.text('key monkey key')).toBe('*** monkey ***');
	});

	it('masks a token that comes in pieces, whichever it is', () => {
		const masking = new Masking(ONE, TWO);
		fc.assert(
			fc.property(fc.constantFrom(ONE, TWO), fc.array(fc.nat({ max: 40 }), { maxLength: 8 }), (token, cuts) => {
				const text = `before ${token} after`;
				const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
				const pieces = masking.pieces();
				const out = places.slice(1).map((end, i) => pieces.next(text.slice(places[i], end)));
				expect(out.join('') + pieces.end()).toBe('before *** after');
			}),
		);
	});

	it('B7: masks what custom headers keep secret, and nothing else of them', () => {
		const masking = new Masking();
		masking.addHeaders({
			authorization: 'Basic dXNlcjpwYXNzd29yZA==',
			'x-api-key': 'sk-a-secret-key',
			'x-auth-token': 'Bearer a-secret-token',
			'x-proxy-key': 'test',
			'x-author': 'Somebody Else',
			'x-wait-for-model': 'whatever-it-takes',
		});
		expect(masking.text('dXNlcjpwYXNzd29yZA== sk-a-secret-key a-secret-token')).toBe('*** *** ***');
		expect(masking.text('a test by Somebody Else, whatever-it-takes')).toBe(
			'a test by Somebody Else, whatever-it-takes',
		);
	});

	it('masks nothing where there is no token', () => {
		expect(new Masking('').text(ONE)).toBe(ONE);
	});
});
