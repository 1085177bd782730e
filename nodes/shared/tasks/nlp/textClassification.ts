import { labelParameters, textInput } from '../../fields/shared';
import { predictions } from '../answers/lists';
import { task } from '../task';

export const textClassification = task({
	id: 'text-classification',
	name: 'Text Classification',
	action: 'Classify text by sentiment or topic',
	description: "Classifies a text by the model's own labels, e.g. positive or negative",
	domain: 'Language',
	inputs: [textInput('e.g. The delivery was late, but support was great')],
	parameters: labelParameters,
	// TEI reads a list of two as one pair of texts, but answers as if it were two texts.
	list: { input: 'text', shortest: 3 },
	answer: predictions,
});
