import * as fc from 'fast-check';
import { Workflow, type INode, type INodeExecutionData, type INodeTypes } from 'n8n-workflow';
import { pathOf, scalarAt } from '../../../nodes/HuggingFaceInference/execution/read/pathExpression';

const NODE = 'Node';
const node: INode = { id: 'node', name: NODE, type: 'test.node', typeVersion: 1, position: [0, 0], parameters: {} };
const description = {
	name: 'node',
	displayName: NODE,
	properties: [],
	inputs: ['main'],
	outputs: ['main'],
	group: [],
	version: 1,
	defaults: {},
};
const types = {
	getByName: () => ({ description }),
	getByNameAndVersion: () => ({ description }),
	getKnownTypes: () => ({}),
} as unknown as INodeTypes;
const workflow = new Workflow({ id: 'workflow', nodes: [node], connections: {}, active: false, nodeTypes: types });

/** What n8n's own engine makes of an expression: a value, or the message of what it throws. */
function engine(expression: string, json: unknown): { value?: unknown; thrown?: string } {
	const items = [{ json }] as INodeExecutionData[];
	const executeData = { node, data: { main: [items] }, source: null };
	try {
		return {
			value: workflow.expression.getParameterValue(expression, null, 0, 0, NODE, items, 'manual', {}, executeData),
		};
	} catch (error) {
		return { thrown: String(error) };
	}
}

function direct(expression: string, json: unknown): unknown {
	const path = pathOf(expression);
	return path && scalarAt(json, path);
}

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
	'first',
	'caller',
	'$json',
	'hasOwnProperty',
);
const key = fc.oneof(
	{ weight: 4, arbitrary: identifier },
	{ weight: 2, arbitrary: awkward },
	{ weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 6 }) },
);
const scalar = fc.oneof(
	fc.string(),
	fc.double(),
	fc.integer(),
	fc.boolean(),
	fc.constantFrom('', '={{ 1 }}', '=x', '{{ $json.a }}'),
	fc.string({ unit: 'grapheme' }),
);
const value = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		fc.oneof(scalar, fc.constant(null)),
		fc.array(tie('value'), { maxLength: 3 }),
		fc.dictionary(key, tie('value'), { maxKeys: 4 }),
	),
})).value;

const step = fc.oneof(
	identifier.map((name) => `.${name}`),
	awkward.map((name) => (/^[\w$]+$/.test(name) ? `.${name}` : `["${name}"]`)),
	key.map((name) => `["${name}"]`),
	key.map((name) => `['${name}']`),
	fc.nat({ max: 3 }).map((index) => `[${index}]`),
);
const space = fc.constantFrom('', ' ', '  ', '\t', '\n');

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

describe('A path expression', () => {
	it('gives what the engine gives wherever it is read without the engine, over generated paths and items', () => {
		fc.assert(
			fc.property(
				fc.dictionary(key, value, { maxKeys: 5 }),
				fc.array(step, { minLength: 1, maxLength: 4 }),
				space,
				space,
				(json, steps, before, after) => {
					const expression = `={{${before}$json${steps.join('')}${after}}}`;
					const read = direct(expression, json);
					if (read !== undefined)
						expect({ expression, ...engine(expression, json) }).toEqual({ expression, value: read });
				},
			),
			{ numRuns: 3_000 },
		);
	});

	it('gives what the engine gives for every path that is in the item', () => {
		let readDirectly = 0;
		fc.assert(
			fc.property(fc.dictionary(key, value, { minKeys: 1, maxKeys: 5 }), fc.boolean(), (json, quoted) => {
				for (const steps of pathsIn(json).slice(0, 8)) {
					const expression = `={{ $json${written(steps, quoted)} }}`;
					const read = direct(expression, json);
					if (read === undefined) continue;
					readDirectly += 1;
					expect({ expression, ...engine(expression, json) }).toEqual({ expression, value: read });
				}
			}),
			{ numRuns: 1_500 },
		);
		expect(readDirectly).toBeGreaterThan(1_000);
	});

	it.each([
		['={{ $json.text }}', 'one'],
		['={{$json.text}}', 'one'],
		['={{ $json["first name"] }}', 'two'],
		["={{ $json['first name'] }}", 'two'],
		['={{ $json.a.b }}', 3],
		['={{ $json.list[1].yes }}', false],
		['={{ $json["a"]["b"] }}', 3],
	])('%s is read from the item', (expression, expected) => {
		const json = { text: 'one', 'first name': 'two', a: { b: 3 }, list: [0, { yes: false }] };
		expect(direct(expression, json)).toBe(expected);
		expect(engine(expression, json)).toEqual({ value: expected });
	});

	it.each([
		'={{ $json.text }} ',
		'= {{ $json.text }}',
		'={{ $json.text.trim() }}',
		'={{ $json.text + "" }}',
		'={{ $json }}',
		'={{ $json?.text }}',
		'={{ $json[text] }}',
		'={{ $json["te\\u0078t"] }}',
		'={{ $json.constructor }}',
		'={{ $json.__proto__ }}',
		'={{ $json["x.constructor"] }}',
		'={{ $json.text }}{{ $json.text }}',
		'={{ $input.item.json.text }}',
		'={{ $json.text; }}',
		'{{ $json.text }}',
	])('%s is left to the engine', (expression) => {
		expect(pathOf(expression)).toBeUndefined();
	});

	it.each([{}, { a: null }, { a: {} }, { a: [] }, { a: new Date(0) }, []])(
		'what is no text, number or boolean in %j is left to the engine',
		(json) => {
			expect(direct('={{ $json.a }}', json)).toBeUndefined();
		},
	);
});
