import * as fc from 'fast-check';
import { templateOf } from '../../../nodes/HuggingFaceInference/execution/read/template';
import { ENGINES, useEngine, type Case } from './engines';
import { codePoint } from '../../unit/codePoint';

const RUNS = 400;

/** What is read without an engine: a value, or undefined where an engine is asked. */
const direct = (written: unknown, json: unknown) => templateOf(written)?.(json);

const identifier = fc.stringMatching(/^[A-Za-z_$][\w$]{0,8}$/);
const awkward = fc.constantFrom(
	'constructor',
	'__proto__',
	'prototype',
	'toString',
	'length',
	'class',
	'first name',
	'a.b',
	'x.constructor',
	'ä',
	'0',
	' ',
	'isEmpty',
	'isEmpty()',
	'Price (USD)',
	'first',
	'caller',
	'$json',
	'hasOwnProperty',
	'globalThis',
	'global',
	'window',
	'process',
	'this',
	'undefined',
	'NaN',
	'line\nbreak',
	'line\u2028break',
	'\u0085',
	'\ufeff',
	'\ud800',
	'//',
	'/*',
	'`${1}`',
);
const wide = fc.string({ unit: codePoint, minLength: 1, maxLength: 6 });
const key = fc.oneof(
	{ weight: 4, arbitrary: identifier },
	{ weight: 3, arbitrary: awkward },
	{ weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 6 }) },
	{ weight: 1, arbitrary: wide },
);
const scalar = fc.oneof(
	fc.string(),
	fc.double(),
	fc.integer(),
	fc.boolean(),
	fc.constantFrom('', '={{ 1 }}', '=x', '{{ $json.a }}', 0, -0, NaN, Infinity, 1e21, '\ud800', '\n'),
	fc.string({ unit: 'grapheme' }),
	wide,
);
const other = fc.constantFrom(null, undefined, new Date(0), new Date(NaN), 10n, new Map([['a', 1]]));
const value = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: other }),
		fc.array(tie('value'), { maxLength: 3 }),
		fc.dictionary(key, tie('value'), { maxKeys: 4 }),
	),
})).value;
const item = fc.dictionary(key, value, { minKeys: 1, maxKeys: 5 });

const step = fc.oneof(
	identifier.map((name) => `.${name}`),
	awkward.map((name) => (/^[\w$]+$/.test(name) ? `.${name}` : `["${name}"]`)),
	key.map((name) => `["${name}"]`),
	key.map((name) => `['${name}']`),
	fc.nat({ max: 3 }).map((index) => `[${index}]`),
);
const space = fc.constantFrom('', ' ', '  ', '\t', '\n', '\r\n', '\u2028', '\ufeff', '\u00a0');
const anyPath = fc
	.tuple(fc.array(step, { minLength: 1, maxLength: 4 }), space, space)
	.map(([steps, before, after]) => `{{${before}$json${steps.join('')}${after}}}`);
const literal = fc.oneof(
	{ weight: 3, arbitrary: fc.string({ maxLength: 8 }) },
	wide,
	fc.constantFrom(
		'',
		'\\',
		'\\{{',
		'}}',
		'{',
		'}',
		'{{',
		'=',
		'. constructor',
		'.constructor',
		'"',
		"'",
		'`',
		'${',
		'\r\n',
		'\t',
		'\u2028',
		' <b>',
		'The end.',
	),
);

/** A path that exists in the item, written in one of the ways that a user or n8n writes it. */
function written(steps: ReadonlyArray<string | number>, quoted: boolean): string {
	return steps
		.map((name) =>
			typeof name === 'number'
				? `[${name}]`
				: !quoted && /^[A-Za-z_$][\w$]*$/.test(name)
					? `.${name}`
					: JSON.stringify([name]),
		)
		.join('');
}

function pathsIn(json: unknown, before: ReadonlyArray<string | number> = []): Array<ReadonlyArray<string | number>> {
	if (typeof json !== 'object' || json === null) return before.length > 0 ? [before] : [];
	const entries: Array<[string | number, unknown]> = Array.isArray(json)
		? json.map((inner, i) => [i, inner])
		: Object.entries(json);
	return entries.flatMap(([name, inner]) => pathsIn(inner, [...before, name]));
}

/** A text of literals and of paths, some of which are in the item. */
const templateAndItem = fc
	.tuple(item, fc.array(fc.tuple(literal, fc.oneof(anyPath, fc.nat()), fc.boolean()), { maxLength: 4 }), literal)
	.map(([json, parts, end]) => {
		const paths = pathsIn(json);
		const codeOf = (part: string | number, quoted: boolean): string => {
			if (typeof part === 'string') return part;
			const path = paths[part % Math.max(1, paths.length)];
			return path === undefined ? '' : `{{ $json${written(path, quoted)} }}`;
		};
		return {
			json,
			written: `=${parts.map(([before, part, quoted]) => before + codeOf(part, quoted)).join('')}${end}`,
		};
	});

const DIRECT: ReadonlyArray<readonly [string, { value: unknown }]> = [
	['={{ $json.text }}', { value: 'one' }],
	['={{$json.text}}', { value: 'one' }],
	['={{ $json["first name"] }}', { value: 'two' }],
	["={{ $json['first name'] }}", { value: 'two' }],
	['={{ $json.a.b }}', { value: 3 }],
	['={{ $json.list[1].yes }}', { value: false }],
	['={{ $json["a"]["b"] }}', { value: 3 }],
	['={{ $json.gone }}', { value: undefined }],
	['={{ $json.gone.further }}', { value: undefined }],
	['={{ $json.nothing }}', { value: null }],
	['=Summarize: {{ $json.text }}', { value: 'Summarize: one' }],
	['={{ $json.text }} and {{ $json["first name"] }}\n', { value: 'one and two\n' }],
	['={{ $json.text }}{{ $json.a.b }}', { value: 'one3' }],
	['=[{{ $json.gone }}{{ $json.nothing }}{{ $json.nothing.further }}]', { value: '[]' }],
	['={{ $json.zero }}, {{ $json.list[1].yes }}', { value: '0, false' }],
	['= {{ $json.text }}', { value: ' one' }],
	['=a text', { value: 'a text' }],
	['=', { value: '' }],
	['={ "question": "{{ $json.text }}" }', { value: '{ "question": "one" }' }],
];

const REFUSED: ReadonlyArray<readonly [string, undefined]> = [
	// H6: a name of the global object
	['={{ $json.globalThis }}', undefined],
	// H6: a line break in quotes
	['={{ $json["line\nbreak"] }}', undefined],
	// H6: U+2028 in quotes
	['={{ $json["line\u2028break"] }}', undefined],
	// the global object on the way
	['={{ $json.globalThis.a }}', undefined],
	// a carriage return in single quotes
	["={{ $json['line\rbreak'] }}", undefined],
	// U+2029 in quotes
	['={{ $json["line\u2029break"] }}', undefined],
	// words of n8n on constructors in a literal
	['=A house. constructor: {{ $json.text }}', undefined],
];

describe.each(ENGINES)("Compared with n8n's %s engine", (engine) => {
	const evaluated = useEngine(engine);

	/** What is read directly is what the engine gives. */
	async function compare(cases: readonly Case[]): Promise<void> {
		const read = cases.flatMap((one) => {
			const found = direct(one.written, one.json);
			return found === undefined ? [] : [{ ...one, value: found.value }];
		});
		expect(read.length).toBeGreaterThan(cases.length / 40);
		const outcomes = await evaluated(read);
		for (const [i, one] of read.entries()) expect({ ...one, ...outcomes[i] }).toEqual(one);
	}

	it('any path gives the same, over generated paths and items', async () => {
		const paths = fc.tuple(item, anyPath).map(([json, path]) => ({ written: `=${path}`, json }));
		await compare(fc.sample(paths, RUNS));
	});

	it('a path that is in the item gives the same', async () => {
		const paths = fc.tuple(item, fc.boolean()).map(([json, quoted]) =>
			pathsIn(json)
				.slice(0, 8)
				.map((steps) => ({ written: `={{ $json${written(steps, quoted)} }}`, json })),
		);
		await compare(fc.sample(paths, RUNS).flat());
	});

	it('a text of literals and paths gives the same', async () => {
		await compare(fc.sample(templateAndItem, RUNS * 2));
	});

	it('lists and objects of such texts give the same', async () => {
		const nested = fc.tuple(templateAndItem, fc.jsonValue({ maxDepth: 1 })).map(([{ written: text, json }, fixed]) => ({
			written: { message: [{ role: 'user', content: text, fixed }, text], text, fixed },
			json,
		}));
		await compare(fc.sample(nested, RUNS / 2));
	});

	it.each([
		['a path or a text of paths needs no engine', DIRECT],
		['what the engine refuses is left to it', REFUSED],
	] as const)('%s', async (_what, rows) => {
		const json = {
			text: 'one',
			'first name': 'two',
			a: { b: 3 },
			list: [0, { yes: false }],
			nothing: null,
			zero: 0,
			globalThis: 'x',
			'line\nbreak': 'x',
			'line\u2028break': 'x',
		};
		const outcomes = await evaluated(rows.map(([written]) => ({ written, json })));
		for (const [i, [written, expected]] of rows.entries()) {
			expect({ written, direct: direct(written, json) }).toEqual({ written, direct: expected });
			expect({ written, ...outcomes[i] }).toEqual({ written, ...(expected ?? { thrown: expect.any(String) }) });
		}
	});
});

it.each([
	'={{ $json.text.trim() }}',
	'={{ $json.text + "" }}',
	'={{ $json }}',
	'={{ $json?.text }}',
	'={{ $json[text] }}',
	'={{ $json["te\\u0078t"] }}',
	'={{ $json.constructor }}',
	'={{ $json.__proto__ }}',
	'={{ $json["x.constructor"] }}',
	'={{ $input.item.json.text }}',
	'={{ $json.text; }}',
	'=\\{{ $json.text }}',
	'=a {{ $json.text',
	'=a {{ $now }} {{ $json.text }}',
	'=a {{{ $json.text }}}',
])('%s is left to the engine', (expression) => {
	expect(templateOf(expression)).toBeUndefined();
});

it.each([{ a: {} }, { a: [] }, { a: new Date(0) }, { a: NaN }, { a: '\ud800' }, { a: () => 1 }])(
	'what each engine turns into a text in its own way is left to it: %j',
	(json) => {
		expect(direct('={{ $json.a }}', json)).toBeUndefined();
		expect(direct('=a {{ $json.a }}', json)).toBeUndefined();
		expect(direct({ inside: ['={{ $json.a }}'] }, json)).toBeUndefined();
	},
);
