import { DateTime } from 'luxon';
import { InferenceError } from '../../../nodes/shared/client/errors';
import { list, object, text } from '../../../nodes/shared/fields/field';
import { plainObject } from '../../../nodes/shared/fields/json';
import { readSettings } from '../../../nodes/shared/fields/settings';
import { valueOf } from '../../../nodes/shared/fields/value';
import { toColumns } from '../../../nodes/shared/tasks/tabular/table';

const date = new Date('2026-01-02T03:04:05.678Z');
const now = DateTime.fromJSDate(date, { zone: 'utc' });
const ISO = '2026-01-02T03:04:05.678Z';

describe('H3: a date that an expression gives is its ISO text', () => {
	it.each([
		['a Date', date],
		["n8n's DateTime", now],
	])('%s in a text field, in a list and in a JSON field', (_what, value) => {
		expect(valueOf(text(['prompt', 'Prompt'], ''), value)).toBe(ISO);
		expect(valueOf(list(['texts', 'Texts'], ''), [value, 'x'])).toEqual([ISO, 'x']);
		expect(valueOf(list(['texts', 'Texts'], ''), value)).toEqual([ISO]);
		expect(valueOf(object(['tools', 'Tools'], ''), [{ day: date }])).toEqual([{ day: date }]);
	});

	it.each([
		[
			'rows',
			[
				{ day: date, price: 1 },
				{ day: now, price: 2 },
			],
		],
		['columns', { day: [date, now], price: [1, 2] }],
	])('in the cells of a table of %s', (_what, table) => {
		expect(toColumns(table as never)).toEqual({ day: [ISO, ISO], price: ['1', '2'] });
	});

	it('while a date that is none is refused, naming the field', () => {
		expect(() => valueOf(text(['prompt', 'Prompt'], ''), new Date(NaN))).toThrow("'Prompt' must be a text");
		expect(() => valueOf(text(['prompt', 'Prompt'], ''), DateTime.invalid('test'))).toThrow("'Prompt' must be a text");
	});
});

describe('H4: the white space of a stop text', () => {
	const stop = list(['stop', 'Stop'], '', { isExact: true });

	it.each([
		['\n', ['\n']],
		['\nUser:', ['\nUser:']],
		['END, \n', ['END', ' \n']],
		['  ', ['  ']],
	])('%j stays where an expression gives it', (given, expected) => {
		expect(valueOf(stop, given, true)).toEqual(expected);
	});

	it('is dropped where it was typed', () => {
		expect(valueOf(stop, ' END , STOP ')).toEqual(['END', 'STOP']);
		expect(valueOf(stop, ' ')).toBeUndefined();
	});

	it('has no meaning in other lists', () => {
		expect(valueOf(list(['candidate_labels', 'Labels'], ''), ' cat\n', true)).toEqual(['cat']);
		expect(valueOf(list(['sentences', 'Sentences'], '', { split: 'lines' }), '\n\n', true)).toBeUndefined();
	});
});

describe('H7: JSON that an expression broke', () => {
	const adviceOn = (label: string, given: string, isComputed: boolean): string => {
		try {
			valueOf({ ...object(['x', label], ''), label }, given, isComputed);
		} catch (error) {
			if (error instanceof InferenceError) return error.details.advice ?? '';
		}
		throw new Error('it is readable');
	};

	it.each([
		['a line break', '[{ "content": "one\ntwo" }]'],
		['a quote', '[{ "content": "say "yes"" }]'],
		['a tab', '[{ "content": "one\ttwo" }]'],
	])('names JSON.stringify for %s', (_what, given) => {
		expect(adviceOn('Messages', given, true)).toContain('{{ JSON.stringify($json.text) }}');
		expect(adviceOn('Messages', given, true)).toContain("'Message Input' to Messages One by One");
		expect(adviceOn('Tools', given, true)).not.toContain('One by One');
	});

	it('says how a line break is typed', () => {
		expect(adviceOn('Tools', '["one\ntwo"]', false)).toContain('as \\n');
		expect(adviceOn('Tools', '[1, 2', false)).not.toContain('stringify');
	});

	it('names JSON.stringify for the JSON options, too', () => {
		for (const name of ['extraParameters', 'headers']) {
			const broken = { [name]: '{ "a": "say "yes"" }' };
			expect(() => readSettings(broken, (option) => option === name)).toThrow(
				expect.objectContaining({ details: expect.objectContaining({ advice: expect.stringContaining('stringify') }) }),
			);
			expect(() => readSettings(broken)).toThrow(
				expect.objectContaining({
					details: expect.objectContaining({ advice: expect.not.stringContaining('stringify') }),
				}),
			);
		}
	});

	it('is explained for JSON objects too', () => {
		expect(() => plainObject('Extra Parameters', '{ "a": "one\ntwo" }')).toThrow(
			"'Extra Parameters' is not readable JSON",
		);
	});
});

describe('F7: a cell that a row does not have', () => {
	it.each(['constructor', 'toString', '__proto__', 'valueOf', 'hasOwnProperty'])(
		'is empty under the name %s',
		(name) => {
			const rows = [JSON.parse(`{ ${JSON.stringify(name)}: 1, "a": 2 }`), { a: 3 }];
			const columns = toColumns(rows);
			expect(Object.entries(columns)).toEqual([
				[name, ['1', '']],
				['a', ['2', '3']],
			]);
		},
	);
});
