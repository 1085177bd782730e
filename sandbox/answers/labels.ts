import type { ColourName } from '../media/look';
import { overlap, similarity, wordsOf } from '../words';

const GOOD = new Set(
	(
		'good great love loved like likes excellent happy wonderful amazing best nice enjoy enjoyed perfect fantastic awesome beautiful ' +
		'thanks thank brilliant delightful superb pleased glad recommend fast friendly helpful works win wonderfully well'
	).split(' '),
);
const BAD = new Set(
	(
		'bad hate hated terrible awful worst sad horrible poor broken disappointed disappointing angry useless boring slow never wrong ' +
		'fail failed failure refund ugly waste annoying rude dirty late problem problems cold crash crashed not no'
	).split(' '),
);

/** How glad a text sounds, from about -3 to 3. */
export function moodOf(text: string): number {
	const words = wordsOf(text);
	const mood = words.reduce((sum, word) => sum + (GOOD.has(word) ? 1 : 0) - (BAD.has(word) ? 1 : 0), 0);
	return Math.max(-3, Math.min(3, mood));
}

const SEEN: Record<ColourName, readonly string[]> = {
	blue: ['sky', 'lakeside', 'seashore', 'ocean', 'water', 'sea', 'blue', 'outdoor'],
	green: [
		'valley',
		'meadow',
		'hill',
		'hills',
		'forest',
		'grass',
		'landscape',
		'nature',
		'mountain',
		'green',
		'outdoor',
	],
	red: ['strawberry', 'fire engine', 'brick', 'apple', 'red'],
	yellow: ['sandbar', 'sun', 'desert', 'lion', 'cheetah', 'beach', 'yellow', 'animal', 'cat'],
	white: ['envelope', 'document', 'paper', 'invoice', 'snow', 'text', 'white'],
	black: ['night', 'screen', 'dark', 'black'],
	grey: ['stone wall', 'street', 'road', 'building', 'city', 'car', 'grey'],
};

/** Words for what a colour usually is in a photo, the best first. */
export function namesOf(colour: ColourName): readonly string[] {
	return SEEN[colour];
}

/** How well a label names what a picture of this colour shows. */
export function seenAs(label: string, colour: ColourName): number {
	const words = wordsOf(label);
	return SEEN[colour].some((name) => words.includes(name)) ? 1 : 0;
}

const TOPICS: Record<string, string> = {
	refund: 'money back reimburse reimbursed return broken working',
	billing: 'invoice charge charged payment card price paid bill subscription',
	technical: 'error crash bug install login password working server',
	support: 'help problem issue question login password working',
	legal: 'contract law court rights terms lawyer',
	sports: 'match team goal game player season cup win',
	politics: 'election president government vote minister parliament',
	business: 'market company stock profit shares bank economy',
	science: 'research study scientists space physics experiment',
	travel: 'flight hotel trip airport beach holiday',
	urgent: 'asap immediately now today soon urgently',
	mobile: 'phone iphone android',
	phone: 'iphone android call mobile',
	positive: [...GOOD].join(' '),
	negative: [...BAD].join(' '),
};

/** How much a text is about a label: common words, related words, similar spelling. */
export function aboutness(label: string, text: string): number {
	const related = wordsOf(label)
		.map((word) => TOPICS[word] ?? '')
		.join(' ');
	const hits = wordsOf(related).filter((word) => wordsOf(text).includes(word)).length;
	return overlap(label, text) * 3 + Math.min(3, hits * 1.5) + similarity(label, text);
}
