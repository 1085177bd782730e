import { text2textParameters } from '../../fields/generation';
import { textInput } from '../../fields/shared';
import { textOf } from '../answers/text';
import { task } from '../task';
import { flattenGenerateParameters } from './generateParameters';

export const summarization = task({
	id: 'summarization',
	name: 'Summarization',
	action: 'Summarize text',
	description: 'Shortens a long text',
	domain: 'Language',
	inputs: [
		textInput(
			'e.g. The tower is 324 metres tall, about the same height as an 81-storey building, and the ' +
				'tallest structure in Paris. ...',
		),
	],
	parameters: text2textParameters,
	list: { input: 'text', shortest: 2 },
	request: flattenGenerateParameters,
	answer: textOf('summary_text'),
});
