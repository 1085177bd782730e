import { text } from '../../fields/field';
import { text2textParameters, textInput } from '../../fields/shared';
import { textOf } from '../answers/text';
import { task } from '../task';
import { flattenGenerateParameters } from './generateParameters';

export const translation = task({
	id: 'translation',
	name: 'Translation',
	action: 'Translate text',
	description: 'A text in another language',
	domain: 'Language',
	inputs: [textInput('e.g. My name is Wolfgang and I live in Berlin')],
	parameters: [
		text(
			'src_lang',
			'Source Language',
			"The text's language in the model's own code. Models of many languages need it.",
			{ placeholder: 'e.g. en_XX' },
		),
		text(
			'tgt_lang',
			'Target Language',
			"The language to translate to, in the model's own code. Models of many languages need it.",
			{ placeholder: 'e.g. de_DE' },
		),
		...text2textParameters,
	],
	list: { input: 'text', shortest: 2 },
	request: flattenGenerateParameters,
	answer: textOf('translation_text'),
});
