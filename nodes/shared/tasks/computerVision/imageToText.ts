import { file, integer } from '../../fields/field';
import { nestedGenerationParameters } from '../../fields/generation';
import { textOf } from '../answers/text';
import { task } from '../task';

export const imageToText = task({
	id: 'image-to-text',
	name: 'Image to Text',
	action: 'Describe an image or read its text',
	description: 'Describes an image, or reads the text in it (OCR)',
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: [
		...nestedGenerationParameters.filter(({ name }) => name !== 'maxNewTokens'),
		// Servers reject a request with this value in both places, so it has only one.
		integer(['max_new_tokens', 'Max New Tokens'], 'Maximum length of the result in tokens', { default: 256 }),
	],
	answer: textOf('generated_text'),
});
