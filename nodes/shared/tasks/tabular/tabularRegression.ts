import { tabular } from '../answers/lists';
import { task } from '../task';
import { tableInput } from './table';

export const tabularRegression = task({
	id: 'tabular-regression',
	name: 'Tabular Regression',
	action: 'Predict a number for the rows of a table',
	description: 'Predicts a number for each row of a table, e.g. a price or a weight',
	domain: 'Tabular',
	inputs: [tableInput('inputs.data')],
	answer: tabular,
});
