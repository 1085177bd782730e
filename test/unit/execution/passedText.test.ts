import fc from 'fast-check';
import { PassedText } from '../../../nodes/HuggingFaceInference/execution/stream';

/** What goes on of the pieces of each attempt. */
function passedOf(...attempts: ReadonlyArray<readonly string[]>): string {
	const passed = new PassedText();
	return attempts
		.map((pieces) => {
			passed.restart();
			return pieces.map((piece) => passed.next(piece)).join('');
		})
		.join('');
}

describe('A10: an answer that is asked for again', () => {
	it('goes on where the first one broke off', () => {
		expect(passedOf(['Hel', 'lo'], ['H', 'ello', ' you'])).toBe('Hello you');
	});

	it('goes on in the middle of a piece', () => {
		expect(passedOf(['Hel'], ['Hello', ' you'])).toBe('Hello you');
	});

	it('goes on after each of several breaks', () => {
		expect(passedOf(['He'], ['H'], ['Hell'], ['Hello'])).toBe('Hello');
	});

	it('starts anew below where it is another one', () => {
		expect(passedOf(['Hello'], ['Hi', ' there'])).toBe('Hello\n\nHi there');
	});

	it('is never passed on twice, wherever it is cut', () => {
		const pieces = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 });
		fc.assert(
			fc.property(pieces, fc.nat(), fc.nat(), (all, cut, place) => {
				const whole = all.join('');
				const first = whole.slice(0, cut % (whole.length + 1));
				const at = place % (whole.length + 1);
				expect(passedOf([first], [whole.slice(0, at), whole.slice(at)])).toBe(whole);
			}),
		);
	});
});
