import { file, integer } from '../../fields/field';
import { nestedGenerationParameters } from '../../fields/shared';
import { textOf } from '../answers/text';
import { task } from '../task';

export const imageToText = task({
	id: 'image-to-text',
	name: 'Image to Text',
	action: 'Describe an image or read its text',
	description: 'What an image shows, or the text in it (OCR), as text',
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: [
		...nestedGenerationParameters.filter(({ name }) => name !== 'maxNewTokens'),
		// Servers refuse it when it stands in both places: here it has one.
		integer('max_new_tokens', 'Max New Tokens', 'Longest result in tokens', { default: 256 }),
	],
	answer: textOf('generated_text'),
});
