import { boolean, choice, text } from '../../fields/field';
import { tableAnswer } from '../answers/lists';
import { tableInput } from '../tabular/table';
import { task } from '../task';

export const tableQuestionAnswering = task({
	id: 'table-question-answering',
	name: 'Table Question Answering',
	action: 'Answer a question about a table',
	description: 'Finds the table cells with the answer to a question, and the operation on them, e.g. SUM',
	domain: 'Language',
	inputs: [
		// Some servers read `question`, but all read `query`.
		text(['query', 'Query'], 'Question in plain words', {
			wire: 'inputs.query',
			required: true,
			rows: 2,
			placeholder: 'e.g. How many parcels went to Berlin?',
		}),
		tableInput('inputs.table'),
	],
	parameters: [
		choice(['padding', 'Padding'], 'How to pad inputs to the same length. Default: no padding.', {
			choices: {
				do_not_pad: 'Do Not Pad',
				longest: 'Longest',
				max_length: 'Max Length',
			},
		}),
		boolean(
			['sequential', 'Sequential'],
			'Whether to process inputs one after another instead of as a batch. Some models need it. Default: off.',
		),
		boolean(['truncation', 'Truncation'], 'Whether to cut a table longer than the model allows. Default: off.'),
	],
	answer: tableAnswer,
});
