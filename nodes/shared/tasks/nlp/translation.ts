import { text } from '../../fields/field';
import { text2textParameters } from '../../fields/generation';
import { textInput } from '../../fields/shared';
import { textOf } from '../answers/text';
import { task } from '../task';
import { flattenGenerateParameters } from './generateParameters';

export const translation = task({
	id: 'translation',
	name: 'Translation',
	action: 'Translate text',
	description: 'Translates a text into another language',
	domain: 'Language',
	inputs: [textInput('e.g. My name is Wolfgang and I live in Berlin')],
	parameters: [
		text(
			['src_lang', 'Source Language'],
			"Language of the text, in the model's own code. Multilingual models need it.",
			{
				placeholder: 'e.g. en_XX',
			},
		),
		text(
			['tgt_lang', 'Target Language'],
			"Language of the translation, in the model's own code. Multilingual models need it.",
			{ placeholder: 'e.g. de_DE' },
		),
		...text2textParameters,
	],
	list: { input: 'text', shortest: 2 },
	request: flattenGenerateParameters,
	answer: textOf('translation_text'),
});
