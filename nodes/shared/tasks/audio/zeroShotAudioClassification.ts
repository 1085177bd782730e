import { file } from '../../fields/field';
import { candidateLabels, hypothesisTemplate } from '../../fields/shared';
import { predictions } from '../answers/lists';
import { task } from '../task';

export const zeroShotAudioClassification = task({
	id: 'zero-shot-audio-classification',
	name: 'Zero-Shot Audio Classification',
	action: 'Sort audio by your own labels',
	description: 'Classifies a sound by your own labels, without training a model',
	domain: 'Audio',
	inputs: [file('audio'), candidateLabels('e.g. dog barking, alarm, speech')],
	parameters: [hypothesisTemplate('This is a sound of {}')],
	answer: predictions,
});
