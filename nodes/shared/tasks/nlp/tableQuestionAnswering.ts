import { boolean, choice, text } from '../../fields/field';
import { tableAnswer } from '../answers/lists';
import { tableInput } from '../tabular/table';
import { task } from '../task';

export const tableQuestionAnswering = task({
	id: 'table-question-answering',
	name: 'Table Question Answering',
	action: 'Answer a question over a table',
	description: 'The cells of a table that answer a question, and how they are combined',
	domain: 'Language',
	inputs: [
		// Servers differ between `question` and `query`: all of them read `query`.
		text('query', 'Query', 'What to ask', {
			wire: 'inputs.query',
			required: true,
			rows: 2,
			placeholder: 'e.g. How many parcels went to Berlin?',
		}),
		tableInput('inputs.table'),
	],
	parameters: [
		choice('padding', 'Padding', 'How inputs are filled up to one length. Default: not at all.', {
			do_not_pad: 'Do Not Pad',
			longest: 'Longest',
			max_length: 'Max Length',
		}),
		boolean(
			'sequential',
			'Sequential',
			'Whether to go through the table row by row, for models that need it. Default: off.',
		),
		boolean('truncation', 'Truncation', 'Whether to cut a table that is too long for the model. Default: off.'),
	],
	answer: tableAnswer,
});
