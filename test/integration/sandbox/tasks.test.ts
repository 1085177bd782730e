import { answerers } from '../../../sandbox/answers';
import { sandboxTasks } from '../../../sandbox/catalogue';
import { decodePng } from '../../../sandbox/media/png';
import { readWav } from '../../../sandbox/media/wav';
import { sampleFile } from '../../../sandbox';
import { ask, post, postFile, useSandbox } from './helpers';

const sandbox = useSandbox();
const photo = sampleFile('photo.png') ?? Buffer.alloc(0);
const speech = sampleFile('speech.wav') ?? Buffer.alloc(0);
const endpoint = (task: string) => `${sandbox().url}/endpoint/${task}`;

test('every task of the catalogue has an answer of its kind', () => {
	const missing = sandboxTasks.filter(({ answer }) => !(answer.kind in answerers));
	expect(missing).toEqual([]);
});

test('every answer says that it is the sandbox', async () => {
	const response = await post(endpoint('text-classification'), { inputs: 'good' });
	expect(response.headers.get('x-sandbox')).toBe('n8n-nodes-huggingface-inference');
});

test('labels follow the text, nested as hf-inference nests them', async () => {
	expect(await ask(endpoint('text-classification'), { inputs: 'I love you' })).toMatchObject([
		[{ label: 'POSITIVE' }, { label: 'NEGATIVE' }],
	]);
	expect(await ask(endpoint('text-classification'), { inputs: ['so good', 'so bad'] })).toMatchObject([
		[{ label: 'POSITIVE' }, { label: 'NEGATIVE' }],
		[{ label: 'NEGATIVE' }, { label: 'POSITIVE' }],
	]);
	expect(await ask(endpoint('text-classification'), { inputs: 'good', parameters: { top_k: 1 } })).toMatchObject([
		[{ label: 'POSITIVE' }],
	]);
});

test('candidate labels are ranked by what the text is about', async () => {
	const inputs = 'It is not working and I would like to get reimbursed';
	const found = await ask(endpoint('zero-shot-classification'), {
		inputs,
		parameters: { candidate_labels: ['legal', 'refund'] },
	});
	expect(found).toMatchObject([{ label: 'refund' }, { label: 'legal' }]);
});

test('texts that share words have vectors that are near each other', async () => {
	const inputs = {
		source_sentence: 'That is a happy person',
		sentences: ['That is a very happy person', 'Rain falls today'],
	};
	const [near, far] = (await ask(endpoint('sentence-similarity'), { inputs })) as number[];
	expect(near).toBeGreaterThan(far ?? 1);
	const vectors = (await ask(endpoint('feature-extraction'), { inputs: ['one', 'two'] })) as number[][];
	expect(vectors.map((vector) => vector.length)).toEqual([384, 384]);
});

test('answers are found in the context, with their place', async () => {
	const context = 'Berlin is large. The capital of France is Paris.';
	const found = await ask(endpoint('question-answering'), {
		inputs: { question: 'What is the capital of France?', context },
	});
	expect(found).toMatchObject({ answer: 'Paris', start: 42, end: 47 });
});

test('tables are looked up by row and column', async () => {
	const table = { Repository: ['Transformers', 'Datasets'], Stars: ['36542', '4512'] };
	const found = await ask(endpoint('table-question-answering'), {
		inputs: { query: 'How many stars does Datasets have?', table },
	});
	expect(found).toMatchObject({ answer: '4512', coordinates: [[1, 1]], cells: ['4512'] });
});

test('a picture is of the size that was asked for, and the same for the same prompt', async () => {
	const body = { inputs: 'a red fox', parameters: { width: 96, height: 64 } };
	const [first, second, other] = await Promise.all(
		[body, body, { ...body, inputs: 'a blue sea' }].map(async (one) =>
			Buffer.from(await (await post(endpoint('text-to-image'), one, { accept: 'image/png' })).arrayBuffer()),
		),
	);
	expect(decodePng(first ?? photo)).toMatchObject({ width: 96, height: 64 });
	expect(first).toEqual(second);
	expect(first).not.toEqual(other);
});

test('speech is a WAV, and its words can be heard again', async () => {
	const spoken = Buffer.from(await (await post(endpoint('text-to-speech'), { inputs: 'Hello there' })).arrayBuffer());
	expect(readWav(spoken)?.seconds).toBeGreaterThan(0.3);
	const heard = await postFile(endpoint('automatic-speech-recognition'), spoken, 'audio/wav');
	expect(await heard.json()).toEqual({ text: 'Hello there' });
});

test('files are understood raw and as base64', async () => {
	const raw = await (await postFile(endpoint('image-classification'), photo, 'image/png')).json();
	const inJson = await ask(endpoint('image-classification'), { inputs: photo.toString('base64'), parameters: {} });
	expect(raw).toEqual(inJson);
	expect(raw).toMatchObject([{ label: 'sky' }, {}, {}, {}, {}]);
});

test('every task that takes a file answers the sample', async () => {
	const parameters = { candidate_labels: ['sky', 'car'] };
	for (const { id, file } of sandboxTasks.filter((task) => task.file !== undefined)) {
		const bytes = (file === 'audio' ? speech : file === 'video' ? sampleFile('clip.mp4') : photo)?.toString('base64');
		const inputs = /question/.test(id) ? { image: bytes, question: 'What is the colour?' } : bytes;
		const response = await post(endpoint(id), { inputs, parameters });
		expect([id, response.status]).toEqual([id, 200]);
		await response.arrayBuffer();
	}
});

test('masks are pictures of the size of the picture', async () => {
	const found = (await (await postFile(endpoint('image-segmentation'), photo, 'image/png')).json()) as Array<{
		mask: string;
	}>;
	const mask = Buffer.from(found[0]?.mask ?? '', 'base64');
	expect(decodePng(mask)).toMatchObject({ width: 480, height: 320 });
	// Colour type 0 in the PNG's header: grey.
	expect(mask[25]).toBe(0);
});

test('a custom request comes back as it was posted', async () => {
	const found = await ask(endpoint('custom-request'), { anything: [1] });
	expect(found).toEqual({ method: 'POST', contentType: 'application/json', size: 16, json: { anything: [1] } });
});
