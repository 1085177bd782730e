import { round, textOf, textsOf } from '../values';
import { hash } from '../words';
import { forEachInput, requiredText, type Answer, type Question } from './answer';

function setOf(words: string): ReadonlySet<string> {
	return new Set(words.split(' '));
}

const PLACES = setOf(
	'paris berlin london france germany york europe america tokyo spain italy rome madrid amsterdam boston africa asia china india japan',
);
const FIRMS = setOf(
	'hugging face google microsoft apple amazon meta inc corp ltd gmbh bank university company nasa openai',
);
/** Words that are capital because they begin a sentence. */
const NO_NAMES = setOf(
	'My The I It He She We You They This That A An In On At But And Or If When What Who How Where Is Are Was Our Their His Her Please Hello Hi ' +
		'Dear Call Use Find Get Give Tell Show Write Make Let Do Can Could Would Will',
);

export interface Entity {
	group: string;
	word: string;
	start: number;
	end: number;
	score: number;
}

function groupOf(name: string): string {
	const words = name.toLowerCase().split(/\s+/);
	if (words.some((word) => PLACES.has(word))) return 'LOC';
	if (words.some((word) => FIRMS.has(word))) return 'ORG';
	return 'PER';
}

/** Runs of capitalised words, except words that are capital only because they begin a sentence. */
export function findEntities(text: string): Entity[] {
	const names = text.matchAll(/\p{Lu}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]*)*/gu);
	return [...names].flatMap((match) => {
		const first = match[0].split(/\s+/)[0] ?? '';
		const skipped = NO_NAMES.has(first) ? (match[0].match(/^\S+\s*/)?.[0].length ?? 0) : 0;
		const word = match[0].slice(skipped);
		if (word === '') return [];
		const start = match.index + skipped;
		return [
			{ group: groupOf(word), word, start, end: start + word.length, score: round(0.9 + (hash(word) % 99) / 1000) },
		];
	});
}

/** The single words of an entity, marked as its beginning or its inside. */
function tokens(entity: Entity, text: string): object[] {
	return [...entity.word.matchAll(/\S+/g)].map((match, place) => ({
		entity: `${place === 0 ? 'B' : 'I'}-${entity.group}`,
		score: entity.score,
		index: (text.slice(0, entity.start + match.index).match(/\S+/g)?.length ?? 0) + 1,
		word: match[0],
		start: entity.start + match.index,
		end: entity.start + match.index + match[0].length,
	}));
}

/** Named entities of one text, grouped unless `strategy` is "none". */
export function nameEntities(text: string, strategy: string, ignored: readonly string[]): object[] {
	const found = findEntities(text).filter(
		({ group }) => !ignored.some((label) => label === group || label.endsWith(`-${group}`)),
	);
	if (strategy === 'none') return found.flatMap((entity) => tokens(entity, text));
	return found.map(({ group, score, word, start, end }) => ({ entity_group: group, score, word, start, end }));
}

/** hf-inference groups where nothing is said. */
export function entities(question: Question): Answer {
	const { parameters } = question;
	const strategy = textOf(parameters.aggregation_strategy, 'simple');
	return forEachInput(question, (single) =>
		nameEntities(requiredText(single), strategy, textsOf(parameters.ignore_labels)),
	);
}
