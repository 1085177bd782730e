import { labelsAnswer } from './labels';
import { textsIn } from './read';
import type { Answer, Question } from './task';
import { dot, sigmoid } from './vectors';

/** What the head learns from: written for it, by hand. */
const POSITIVE = [
	'I love it, it is wonderful',
	'Thank you, this is exactly what I wanted',
	'Great service and friendly people',
	'Everything works perfectly, I am very happy',
	'The best purchase I have made this year',
	'Fast delivery and excellent quality',
	'What a pleasant surprise, well done',
	'I would buy this again and recommend it to my friends',
];
const NEGATIVE = [
	'I hate it, it is terrible',
	'This is not what I ordered, I am disappointed',
	'Bad service and rude people',
	'Nothing works, I am very angry',
	'The worst purchase I have made this year',
	'It arrived late, and it was broken',
	'What a waste of money, I want a refund',
	'I will never buy this again and warn my friends',
];
const ROUNDS = 400;
const STEP = 4;

interface Head {
	readonly weights: number[];
	readonly bias: number;
}

let head: Promise<Head> | undefined;

/** POSITIVE or NEGATIVE, by a logistic head on sentence vectors that learns from sixteen sentences at its first use. */
export const sentiment: Answer = async (question) => {
	const { texts, isList } = textsIn(question);
	const { weights, bias } = await learned(question);
	const vectors = (await question.run(texts)) as number[][];
	const found = vectors.map((vector) => {
		const score = sigmoid(dot(weights, vector) + bias);
		return [
			{ label: 'POSITIVE', score },
			{ label: 'NEGATIVE', score: 1 - score },
		];
	});
	return labelsAnswer(question, isList, found);
};

/** The head, learned once; a failure is not kept. */
async function learned(question: Question): Promise<Head> {
	head ??= learn(question).catch((error: unknown) => {
		head = undefined;
		throw error;
	});
	return await head;
}

async function learn({ run }: Question): Promise<Head> {
	const vectors = (await run([...POSITIVE, ...NEGATIVE])) as number[][];
	const targets = [...POSITIVE.map(() => 1), ...NEGATIVE.map(() => 0)];
	let weights = (vectors[0] ?? []).map(() => 0);
	let bias = 0;
	for (let round = 0; round < ROUNDS; round++) {
		const misses = vectors.map((vector, i) => (targets[i] ?? 0) - sigmoid(dot(weights, vector) + bias));
		const rate = STEP / vectors.length;
		weights = weights.map(
			(weight, k) => weight + rate * vectors.reduce((sum, vector, i) => sum + (misses[i] ?? 0) * (vector[k] ?? 0), 0),
		);
		bias += rate * misses.reduce((sum, miss) => sum + miss, 0);
	}
	return { weights, bias };
}
