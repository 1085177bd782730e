import { echoOf } from '../media/wav';
import { requiredFile, type Answer, type Question } from './answer';

/** Two parts, as source separation gives them. */
export function audioParts(question: Question): Answer {
	const file = requiredFile(question);
	const parts = [0, 1].map((part) => ({
		label: `label_${part}`,
		blob: echoOf(file, part).toString('base64'),
		'content-type': 'audio/wav',
	}));
	return { json: parts };
}
