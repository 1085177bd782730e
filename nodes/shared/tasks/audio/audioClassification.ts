import { file } from '../../fields/field';
import { labelParameters } from '../../fields/shared';
import { predictions } from '../answers/lists';
import { task } from '../task';

export const audioClassification = task({
	id: 'audio-classification',
	name: 'Audio Classification',
	action: 'Classify audio by what is heard in it',
	description: 'Which of the labels that the model was trained on fits a sound, e.g. a mood, a speaker or an alarm',
	domain: 'Audio',
	inputs: [file('audio')],
	parameters: labelParameters,
	answer: predictions,
});
