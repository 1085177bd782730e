import { choice, integer, list } from '../../fields/field';
import { textInput } from '../../fields/shared';
import { entities } from '../answers/lists';
import { task } from '../task';

export const tokenClassification = task({
	id: 'token-classification',
	name: 'Token Classification',
	action: 'Find names, places and organizations in text',
	description: 'Finds people, places, organizations and other names in a text, with their positions',
	domain: 'Language',
	inputs: [textInput('e.g. My name is Sarah and I live in London')],
	parameters: [
		choice(
			['aggregation_strategy', 'Aggregation Strategy'],
			"How to join tokens into words and names. Default: the server's.",
			{
				choices: {
					none: 'None',
					simple: 'Simple',
					first: 'First Token Decides',
					average: 'Average of the Tokens',
					max: 'Highest Score Decides',
				},
			},
		),
		list(['ignore_labels', 'Ignore Labels'], 'Labels to leave out of the result. Default: the server\'s, often "O".', {
			placeholder: 'e.g. O, MISC',
		}),
		integer(
			['stride', 'Stride'],
			'Overlap in tokens between the parts of a long text. Needs an aggregation strategy.',
			{
				default: 128,
			},
		),
	],
	answer: entities,
});
