import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InferenceError } from '../../../nodes/shared/client/errors';
import { MAX_JSON_DEPTH, isTooDeep, parseJson } from '../../../nodes/shared/client/json';
import { readSettings } from '../../../nodes/shared/fields/settings';
import { plainObject } from '../../../nodes/shared/fields/json';
import { valueOf } from '../../../nodes/shared/fields/value';
import { codePoint } from '../codePoint';

/** Any result of an expression: JSON, and all other JavaScript values. */
const anything = fc.oneof(
	fc.anything({
		withBigInt: true,
		withBoxedValues: true,
		withDate: true,
		withMap: true,
		withNullPrototype: true,
		withObjectString: true,
		withSet: true,
		withSparseArray: true,
		withTypedArray: true,
		stringUnit: codePoint,
	}),
	fc.jsonValue(),
	fc.json(),
	fc.string({ unit: codePoint, maxLength: 50 }),
	fc.constantFrom<unknown>(
		NaN,
		Infinity,
		-0,
		'',
		' ',
		'[',
		'{',
		'[1',
		'["a",',
		'null',
		'true',
		Symbol('s'),
		() => 1,
		new Error('x'),
		/x/,
		new Proxy({}, {}),
		cyclic(),
		deep(600),
		'['.repeat(600),
		`${'{"a":'.repeat(600)}1${'}'.repeat(600)}`,
	),
);

function cyclic(): object {
	const self: { self?: object } = {};
	self.self = self;
	return self;
}

function deep(levels: number): unknown {
	let value: unknown = 1;
	for (let i = 0; i < levels; i++) value = [value];
	return value;
}

/** Whether a value can be sent. */
function isJson(value: unknown): boolean {
	try {
		return !isTooDeep(value) && typeof JSON.stringify(value) === 'string';
	} catch {
		return false;
	}
}

/** Returns its result, or undefined for one of our errors with the field's name. */
function tryTo<T>(read: () => T, name: RegExp): { value: T } | undefined {
	try {
		return { value: read() };
	} catch (error) {
		// Jest's `expect` would take most of the time of thousands of values.
		assert(error instanceof InferenceError, String(error));
		assert.equal(error.details.type, 'invalidInput');
		assert.equal(typeof error.details.advice, 'string');
		assert.match(error.message, name);
		return undefined;
	}
}

const base = { name: 'theField', label: 'The Field', description: '' };

describe('A field with any value', () => {
	const FIELDS: ReadonlyArray<{
		kind: string;
		field: Parameters<typeof valueOf>[0];
		holds: (value: unknown) => boolean;
	}> = [
		{ kind: 'text', field: { ...base, kind: 'text' }, holds: (value) => typeof value === 'string' },
		{
			kind: 'list of texts',
			field: { ...base, kind: 'list', split: 'commas' },
			holds: (value) => Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string'),
		},
		{
			kind: 'list of lines',
			field: { ...base, kind: 'list', split: 'lines' },
			holds: (value) => Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string'),
		},
		{ kind: 'object', field: { ...base, kind: 'object' }, holds: isJson },
		{ kind: 'object or word', field: { ...base, kind: 'object', words: true }, holds: isJson },
		{
			kind: 'number',
			field: { ...base, kind: 'number', integer: false, default: 1 },
			holds: (value) => Number.isFinite(value),
		},
		{
			kind: 'whole number',
			field: { ...base, kind: 'number', integer: true, default: 1 },
			holds: (value) => Number.isInteger(value),
		},
		{
			kind: 'boolean',
			field: { ...base, kind: 'boolean', default: true },
			holds: (value) => typeof value === 'boolean',
		},
		{
			kind: 'choice',
			field: {
				...base,
				kind: 'choice',
				choices: [
					{ value: 'a', name: 'A' },
					{ value: true, name: 'Yes' },
				],
			},
			holds: (value) => value === 'a' || value === true,
		},
		{
			kind: 'size',
			field: { ...base, kind: 'size' },
			holds: (value) => Object.values(value as object).every(Number.isInteger),
		},
		{ kind: 'messages', field: { ...base, kind: 'messages' }, holds: (value) => Array.isArray(value) },
	];

	it.each(FIELDS)('of kind $kind returns its type, or an error with its name', ({ field, holds }) => {
		fc.assert(
			fc.property(anything, (given) => {
				const read = tryTo(() => valueOf(field, given), /'The Field'/);
				assert(read?.value === undefined || holds(read.value));
			}),
			{ numRuns: 700 },
		);
	});

	it('returns a text unchanged', () => {
		fc.assert(
			fc.property(fc.string({ unit: codePoint, minLength: 1 }), (text) =>
				expect(valueOf({ ...base, kind: 'text' }, text)).toBe(text),
			),
			{ numRuns: 300 },
		);
	});

	it("returns a list's elements unchanged, from JSON or from a list", () => {
		const list = fc.array(fc.string({ unit: codePoint }), { minLength: 1 });
		fc.assert(
			fc.property(list, (texts) => {
				const field = { ...base, kind: 'list', split: 'commas' } as const;
				expect(valueOf(field, texts)).toEqual(texts);
				expect(valueOf(field, JSON.stringify(texts))).toEqual(texts);
			}),
			{ numRuns: 300 },
		);
	});

	it('returns JSON unchanged', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
				const text = JSON.stringify(value);
				expect(JSON.stringify(valueOf({ ...base, kind: 'object' }, text))).toBe(text);
			}),
			{ numRuns: 300 },
		);
	});
});

describe("A user's JSON object", () => {
	const hostile = fc.letrec((tie) => ({
		value: fc.oneof(
			{ maxDepth: 4 },
			fc.string(),
			fc.integer(),
			fc.array(tie('value'), { maxLength: 3 }),
			tie('object'),
		),
		object: fc
			.array(
				fc.tuple(
					fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('__proto__', 'constructor', 'prototype')),
					tie('value'),
				),
				{ maxLength: 3 },
			)
			.map(
				(entries) =>
					`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${typeof value === 'string' && value.startsWith('{') ? value : JSON.stringify(value)}`).join(',')}}`,
			),
	})).object as fc.Arbitrary<string>;

	it('has no prototype keys, in any input form', () => {
		fc.assert(
			fc.property(fc.oneof(anything, hostile), (given) => {
				const read = tryTo(() => plainObject('The Field', given), /'The Field'/);
				if (read === undefined) return;
				assert(typeof read.value === 'object' && !Array.isArray(read.value));
				assert(isJson(read.value));
				assert.doesNotMatch(JSON.stringify(read.value), /"(__proto__|constructor|prototype)":/);
			}),
			{ numRuns: 1500 },
		);
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
	});
});

describe('The options', () => {
	const names = [
		'timeout',
		'maxRetries',
		'waitForModel',
		'retryInterrupted',
		'splitResults',
		'includeInputFields',
		'includeMetadata',
		'servedModel',
		'fallbackProviders',
		'extraParameters',
		'headers',
		'maxConcurrency',
		'batchSize',
		'requestsPerMinute',
	];
	const options = fc.oneof(anything, fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 4 }));

	it('stay within their bounds for any input', () => {
		fc.assert(
			fc.property(options, (given) => {
				const settings = tryTo(() => readSettings(given), /'[A-Z][A-Za-z ]+'/)?.value;
				if (settings === undefined) return;
				expect(settings.timeoutSeconds).toBeGreaterThanOrEqual(0);
				expect(settings.timeoutSeconds).toBeLessThanOrEqual(86_400);
				expect(settings.rules.maxRetries).toBeGreaterThanOrEqual(0);
				expect(settings.rules.maxRetries).toBeLessThanOrEqual(100);
				for (const [name, value] of Object.entries(settings.headers))
					expect(`${name}: ${value}`).not.toMatch(/[\r\n\0]/);
			}),
			{ numRuns: 1500 },
		);
	});

	it('of the run stay within their bounds for any input', () => {
		fc.assert(
			fc.property(options, (given) => {
				const settings = tryTo(() => readSettings(given).run, /'[A-Z][A-Za-z ]+'/)?.value;
				if (settings === undefined) return;
				expect(settings.maxConcurrency).toBeGreaterThanOrEqual(1);
				expect(settings.maxConcurrency).toBeLessThanOrEqual(100);
				expect(settings.batchSize).toBeGreaterThanOrEqual(1);
				expect(settings.batchSize).toBeLessThanOrEqual(10_000);
				expect(settings.requestsPerMinute).toBeGreaterThanOrEqual(0);
			}),
			{ numRuns: 1000 },
		);
	});

	it('accept every valid header, and reject all others', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: codePoint, maxLength: 8 }),
				fc.string({ unit: codePoint, maxLength: 8 }),
				(name, value) => {
					const read = tryTo(() => readSettings({ headers: JSON.stringify({ [name]: value }) }), /'Headers'/);
					if (read === undefined) return;
					for (const [key, text] of Object.entries(read.value.headers))
						expect(() => new Headers([[key, text]])).not.toThrow();
				},
			),
			{ numRuns: 1000 },
		);
	});
});

describe('JSON', () => {
	it('parses like in JavaScript, up to the maximum depth', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.json(),
					fc.string(),
					fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', ':', '1', 'a') }),
				),
				(text) => {
					let expected: unknown;
					try {
						expected = JSON.parse(text);
					} catch {
						expect(() => parseJson(text)).toThrow(SyntaxError);
						return;
					}
					expect(parseJson(text)).toEqual(expected);
				},
			),
			{ numRuns: 1500 },
		);
	});

	it.each([MAX_JSON_DEPTH - 1, MAX_JSON_DEPTH])('may nest %d levels, even with brackets in texts', (levels) => {
		expect(() => parseJson(`${'['.repeat(levels - 1)}{"a":"[[[\\"{{"}${']'.repeat(levels - 1)}`)).not.toThrow();
		expect(isTooDeep(deep(levels))).toBe(false);
	});

	it.each([MAX_JSON_DEPTH + 1, 100_000])('may not nest %d levels', (levels) => {
		expect(() => parseJson('['.repeat(levels) + ']'.repeat(levels))).toThrow(/deeper than 512/);
		expect(isTooDeep(deep(Math.min(levels, 5000)))).toBe(true);
	});
});
