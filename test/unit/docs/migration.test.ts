import { findTask, tasks } from '../../../nodes/shared/tasks';
import { migrationPage, withoutMethod } from '../../../tools/docs/migration/page';
import {
	CONSTRUCTOR_PLACES,
	EXCEPTIONS,
	INFERENCE_API_PLACES,
	OTHER_METHODS,
	fieldAt,
	placeOf,
	taskOf,
	type Place,
} from '../../../tools/docs/migration/places';
import { CONSTRUCTOR, INFERENCE_API, METHODS, REMOVED } from '../../../tools/docs/migration/signatures';

const methods = [...new Set([...Object.keys(METHODS), ...Object.keys(REMOVED)])].filter((name) => name !== '__init__');
const taskMethods = methods.filter((name) => OTHER_METHODS[name] === undefined);
const argumentsOf = (method: string): string[] => [...(METHODS[method] ?? []), ...(REMOVED[method]?.arguments ?? [])];

/** Paths of a place without a field in the node. */
function missing({ fields = [] }: Place, taskId?: string): string[] {
	return fields.filter((path) => fieldAt(path, taskId) === undefined);
}

/** Whether a place names a field, or explains its absence. */
function isTold({ fields = [], words = '' }: Place): boolean {
	return fields.length > 0 || words !== '';
}

describe.each(taskMethods)('InferenceClient.%s', (method) => {
	it('is a task', () => {
		expect(findTask(taskOf(method))).toBeDefined();
	});

	it.each(argumentsOf(method))('has a field for %s, or says why not', (argument) => {
		const place = placeOf(method, argument);
		expect(isTold(place)).toBe(true);
		expect(missing(place, taskOf(method))).toEqual([]);
	});
});

it.each(Object.entries(OTHER_METHODS))('names the replacement of %s', (method, { words, arguments: places }) => {
	expect(words).not.toBe('');
	expect(Object.keys(places)).toEqual(argumentsOf(method));
	expect(Object.values(places).flatMap((place) => missing(place))).toEqual([]);
});

it('covers every argument of the constructors and of the older call, and no other', () => {
	expect(Object.keys(CONSTRUCTOR_PLACES).sort()).toEqual(
		[...CONSTRUCTOR, ...(REMOVED.__init__?.arguments ?? [])].sort(),
	);
	const older = Object.entries(INFERENCE_API).flatMap(([name, list]) => list.map((argument) => `${name}.${argument}`));
	expect(Object.keys(INFERENCE_API_PLACES)).toEqual(older);
	const places = [...Object.values(CONSTRUCTOR_PLACES), ...Object.values(INFERENCE_API_PLACES)];
	expect(places.every(isTold)).toBe(true);
	expect(places.flatMap((place) => missing(place))).toEqual([]);
});

it('has no exception for an unknown argument', () => {
	const known = methods.flatMap((method) => argumentsOf(method).map((argument) => `${method}.${argument}`));
	expect(Object.keys(EXCEPTIONS).filter((key) => !known.includes(key))).toEqual([]);
});

it('mentions every task, with or without a method', () => {
	const page = migrationPage();
	expect(tasks.map(({ id }) => id).filter((id) => !page.includes(`\`${id}\``))).toEqual([]);
	expect(withoutMethod().length + new Set(taskMethods.map(taskOf)).size).toBe(tasks.length);
});
