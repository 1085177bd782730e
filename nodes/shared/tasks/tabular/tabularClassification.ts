import { tabular } from '../answers/lists';
import { task } from '../task';
import { tableInput } from './table';

export const tabularClassification = task({
	id: 'tabular-classification',
	name: 'Tabular Classification',
	action: 'Classify the rows of a table',
	description: 'Predicts a label for each row of a table',
	domain: 'Tabular',
	inputs: [tableInput('inputs.data')],
	answer: tabular,
});
