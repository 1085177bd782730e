import fc from 'fast-check';

/** Code units of halves of pairs, which stand for no character. */
const SURROGATES = { from: 0xd800, count: 0x800 };
const CODE_POINTS = 0x110000 - SURROGATES.count;

/**
 * Any code point as a unit of `fc.string`, like its unit `binary`. Before its first text, that unit lists all of the
 * million code points, which takes longer than most tests.
 */
export const codePoint = fc.nat({ max: CODE_POINTS - 1 }).map(characterAt, placeOf);

function characterAt(place: number): string {
	return String.fromCodePoint(place < SURROGATES.from ? place : place + SURROGATES.count);
}

/** The way back, for shrinking. */
function placeOf(character: unknown): number {
	const code = typeof character === 'string' ? character.codePointAt(0) : undefined;
	if (code === undefined) throw new Error('Not a character');
	const place = code < SURROGATES.from ? code : code - SURROGATES.count;
	if (characterAt(place) !== character) throw new Error('Not one character');
	return place;
}
