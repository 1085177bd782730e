import { HUB_TASKS } from '../../../local/hub';
import { HUB_MODELS } from '../../../local/hub/models';
import { samplesOf, wavOf } from '../../../local/hub/sound';
import type { HubTools, Pipe } from '../../../local/hub/task';
import { entitiesOf } from '../../../local/hub/tokenClassification';
import { findTask } from '../../../nodes/shared/tasks';

const SECOND = Float32Array.from({ length: 16_000 }, (_, i) => Math.sin(i / 20) / 2);

const tools: HubTools = {
	picture: async () => ({ data: new Uint8Array(4), width: 2, height: 2, channels: 1 }),
	png: async () => Buffer.from('png'),
	streamer: (_pipe, onText) => onText,
	send: () => undefined,
};

/** Asks a task whose pipeline gives this. */
async function ask(task: string, output: unknown, order: object): Promise<unknown> {
	const pipe: Pipe = async () => output;
	return await HUB_TASKS[task]?.answer(pipe, { task, model: 'any', ...order }, tools);
}

it.each(HUB_MODELS)('$id is for a task of the node that this server can do', ({ task }) => {
	expect(findTask(task)).toBeDefined();
	expect(HUB_TASKS[task]).toBeDefined();
});

describe('entities', () => {
	const text = 'Maria Gonzalez works at Siemens in Munich.';
	const piece = (entity: string, word: string, score = 0.9) => ({ entity, word, score });

	it('are whole names with their place in the text', () => {
		const pieces = [
			piece('B-PER', 'Maria', 1),
			piece('I-PER', 'Gonzalez', 0.5),
			piece('B-ORG', 'Sie'),
			piece('I-ORG', '##mens'),
			piece('B-LOC', 'Munich'),
		];
		expect(entitiesOf(text, pieces)).toEqual([
			{ entity_group: 'PER', word: 'Maria Gonzalez', start: 0, end: 14, score: 0.75 },
			{ entity_group: 'ORG', word: 'Siemens', start: 24, end: 31, score: 0.9 },
			{ entity_group: 'LOC', word: 'Munich', start: 35, end: 41, score: 0.9 },
		]);
	});

	it('of one kind side by side stay two where the second begins anew', () => {
		const found = entitiesOf('Maria Anna', [piece('B-PER', 'Maria'), piece('B-PER', 'Anna')]);
		expect(found.map(({ word }) => word)).toEqual(['Maria', 'Anna']);
	});
});

it('an answer to a question says where it stands', async () => {
	const inputs = { question: 'Where?', context: 'It stands in Paris.' };
	expect(await ask('question-answering', { answer: 'Paris', score: 0.9 }, { inputs })).toEqual({
		answer: 'Paris',
		score: 0.9,
		start: 13,
		end: 18,
	});
});

it('masks go as PNG in base64', async () => {
	const output = [{ label: 'cat', score: 0.9, mask: {} }];
	const mask = Buffer.from('png').toString('base64');
	expect(await ask('image-segmentation', output, { file: Buffer.from('x') })).toEqual([
		{ label: 'cat', score: 0.9, mask },
	]);
});

describe('sound', () => {
	it('is a WAV that is heard as it was spoken', () => {
		const heard = samplesOf(wavOf(SECOND, 16_000), 16_000);
		expect(heard).toHaveLength(SECOND.length);
		expect(Math.max(...heard.map((value, i) => Math.abs(value - (SECOND[i] ?? 0))))).toBeLessThan(1e-3);
	});

	it('is brought to the rate that the model hears', () => {
		const heard = samplesOf(wavOf(SECOND, 16_000), 8_000);
		expect(heard.length).toBeGreaterThan(7_900);
		expect(heard.length).toBeLessThan(8_100);
	});

	it('in another format is refused, with what to do', () => {
		expect(() => samplesOf(Buffer.from('ID3 and no WAV at all'), 16_000)).toThrow('WAV');
	});
});

it('a chat gives the words of the assistant', async () => {
	const output = [
		{
			generated_text: [
				{ role: 'user', content: 'Hi' },
				{ role: 'assistant', content: 'Hello!' },
			],
		},
	];
	expect(await ask('chat-completion', output, { root: { messages: [{ role: 'user', content: 'Hi' }] } })).toBe(
		'Hello!',
	);
	await expect(ask('chat-completion', output, { root: {} })).rejects.toThrow('messages');
});
