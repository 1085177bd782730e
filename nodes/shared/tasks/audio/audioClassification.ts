import { file } from '../../fields/field';
import { labelParameters } from '../../fields/shared';
import { predictions } from '../answers/lists';
import { task } from '../task';

export const audioClassification = task({
	id: 'audio-classification',
	name: 'Audio Classification',
	action: 'Classify audio',
	description: "Classifies a sound by the model's own labels, e.g. a mood, a speaker or an alarm",
	domain: 'Audio',
	inputs: [file('audio')],
	parameters: labelParameters,
	answer: predictions,
});
