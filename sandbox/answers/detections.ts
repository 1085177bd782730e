import { lookAt, type Look } from '../media/look';
import { numberOf, round, textsOf } from '../values';
import { hash } from '../words';
import { refuse, requiredFile, type Answer, type Question } from './answer';
import { namesOf, seenAs } from './labels';

export interface Detection {
	score: number;
	label: string;
	box: { xmin: number; ymin: number; xmax: number; ymax: number };
}

function boxIn(look: Look, label: string): Detection['box'] {
	const code = hash(label);
	const xmin = Math.floor(((code % 50) / 100) * look.width);
	const ymin = Math.floor((((code >>> 8) % 50) / 100) * look.height);
	return {
		xmin,
		ymin,
		xmax: Math.min(look.width, xmin + Math.max(1, Math.floor(look.width * 0.35))),
		ymax: Math.min(look.height, ymin + Math.max(1, Math.floor(look.height * 0.4))),
	};
}

/** Things that a picture of these colours may show, each in a box inside the picture. */
export function detect(file: Buffer, wanted: readonly string[]): Detection[] {
	const look = lookAt(file);
	const labels = wanted.length > 0 ? wanted : look.colours.slice(0, 3).map(([colour]) => namesOf(colour)[0] ?? colour);
	const found = labels.map((label) => {
		const seen = look.colours.reduce((sum, [colour, share]) => sum + seenAs(label, colour) * share, 0);
		const doubt = (hash(label) % 100) / 1000;
		const score = round(Math.min(0.99, (wanted.length > 0 ? 0.15 : 0.9) + seen * 0.5 - doubt));
		return { score, label, box: boxIn(look, label) };
	});
	return found.sort((left, right) => right.score - left.score);
}

export function detections(question: Question): Answer {
	const { parameters } = question;
	const isZeroShot = question.task.id.startsWith('zero-shot');
	const wanted = textsOf(parameters.candidate_labels);
	if (isZeroShot && wanted.length === 0) refuse('candidate_labels must be provided');
	const threshold = numberOf(parameters.threshold, isZeroShot ? 0.1 : 0.5);
	const found = detect(requiredFile(question), wanted).filter(({ score }) => score >= threshold);
	return { json: found.slice(0, numberOf(parameters.top_k, found.length)) };
}
