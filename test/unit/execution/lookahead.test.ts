import type { IExecuteFunctions } from 'n8n-workflow';
import { Lookahead } from '../../../nodes/HuggingFaceInference/execution/read/lookahead';
import { ParameterReader } from '../../../nodes/HuggingFaceInference/execution/read/parameters';

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

/** An engine that notes which parameters it works out for which items. */
function reader(parameters: Record<string, unknown>, count: number, type = 'package.node') {
	const asked: string[] = [];
	const context = {
		getNode: () => ({ parameters, type }),
		getInputData: () => Array.from({ length: count }, (_, i) => ({ json: { text: `text ${i}`, object: {} } })),
		getNodeParameter: (name: string, itemIndex: number) => {
			asked.push(`${name} ${itemIndex}`);
			if (parameters[name] === '={{ broken }}') throw new Error(`no value for item ${itemIndex}`);
			return `${name} of ${itemIndex}`;
		},
	};
	return { asked, reader: new ParameterReader(context as unknown as IExecuteFunctions) };
}

describe('Parameters', () => {
	it('are read once for all items where they hold no expression', () => {
		const { asked, reader: parameters } = reader({ model: { __rl: true, value: 'org/name' } }, 3);
		for (const item of [0, 1, 2]) parameters.read('model', item, '');
		expect(asked).toEqual(['model 0']);
		expect(parameters.hasExpressions).toBe(false);
	});

	it('are read from the item where they are a path into it', () => {
		const { asked, reader: parameters } = reader({ text: '={{ $json.text }}' }, 2);
		expect([0, 1].map((item) => parameters.read('text', item, ''))).toEqual(['text 0', 'text 1']);
		expect(asked).toEqual([]);
	});

	it('are put together from literals and paths, also inside lists and objects', () => {
		const rows = { message: [{ role: 'user', content: '=Say {{ $json.text }}' }] };
		const { asked, reader: parameters } = reader({ prompt: '=Say {{ $json.text }}!', rows }, 2);
		expect(parameters.read('prompt', 1, '')).toBe('Say text 1!');
		expect(parameters.read('rows', 1, {})).toEqual({ message: [{ role: 'user', content: 'Say text 1' }] });
		expect(asked).toEqual([]);
	});

	it("are the engine's for an object in a text", () => {
		const { asked, reader: parameters } = reader({ text: '=a {{ $json.object }}' }, 1);
		expect(parameters.read('text', 0, '')).toBe('text of 0');
		expect(asked).toEqual(['text 0']);
	});

	it("H5: are the engine's where the node is an agent's tool, whose items are the model's arguments", () => {
		const { asked, reader: parameters } = reader({ text: '={{ $json.text }}' }, 1, 'package.nodeTool');
		expect(parameters.read('text', 0, '')).toBe('text of 0');
		expect(asked).toEqual(['text 0']);
	});
});

describe('Expressions', () => {
	it('are worked out ahead, as many items as run at once, and not again when they are needed', async () => {
		const { asked, reader: parameters } = reader({ text: '={{ $json.text.trim() }}' }, 10);
		const lookahead = new Lookahead(parameters, 10, 3);
		parameters.read('text', 0, '');
		lookahead.onRead(0);
		for (let i = 0; i < 10; i++) await turn();
		expect(asked).toEqual(['text 0', 'text 1', 'text 2', 'text 3']);
		expect(parameters.read('text', 1, '')).toBe('text of 1');
		lookahead.onRead(1);
		await turn();
		expect(asked).toEqual(['text 0', 'text 1', 'text 2', 'text 3', 'text 4']);
		lookahead.stop();
	});

	it('take one turn of the event loop for each item', async () => {
		const { asked, reader: parameters } = reader({ text: '={{ $json.text.trim() }}' }, 10);
		const lookahead = new Lookahead(parameters, 10, 5);
		parameters.read('text', 0, '');
		lookahead.onRead(0);
		await turn();
		expect(asked).toHaveLength(2);
		lookahead.stop();
	});

	it('are not worked out beyond the last item, nor after the end of the run', async () => {
		const { asked, reader: parameters } = reader({ text: '={{ $json.text.trim() }}' }, 2);
		const lookahead = new Lookahead(parameters, 2, 5);
		parameters.read('text', 0, '');
		lookahead.onRead(0);
		for (let i = 0; i < 5; i++) await turn();
		expect(asked).toEqual(['text 0', 'text 1']);
		lookahead.stop();
		lookahead.onRead(1);
		await turn();
		expect(asked).toHaveLength(2);
	});

	it('that fail ahead of need fail when they are needed, for their item alone', async () => {
		const { reader: parameters } = reader({ text: '={{ broken }}' }, 3);
		expect(() => parameters.read('text', 0, '')).toThrow('no value for item 0');
		const lookahead = new Lookahead(parameters, 3, 3);
		lookahead.onRead(0);
		for (let i = 0; i < 5; i++) await turn();
		expect(() => parameters.read('text', 1, '')).toThrow('no value for item 1');
		lookahead.stop();
	});
});
