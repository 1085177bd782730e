import { DataUrl, type PayloadValue } from '../../client/payload';
import { InputFile } from '../../client/inputFile';
import { file } from '../../fields/field';
import { promptInput } from '../../fields/shared';
import { chat } from '../answers/chat';
import { chatParameters } from '../chat/parameters';
import { CHAT_REWRITES } from '../chat/rewrites';
import { CHAT_STREAMING } from '../chat/structuredOutput';
import { placeFields } from '../request';
import { task } from '../task';

export const imageTextToText = task({
	id: 'image-text-to-text',
	name: 'Image-Text to Text',
	action: 'Ask a chat model about an image',
	description: 'Answers questions and follows instructions about an image',
	domain: 'Multimodal',
	inputs: [
		file('image', { wire: undefined }),
		promptInput('Question or instruction about the image', 'e.g. What is in this image?', { wire: undefined }),
	],
	parametersAt: '',
	parameters: chatParameters,
	route: 'chat',
	mappedAs: 'conversational',
	request: (values, fields) => {
		const content: PayloadValue[] = [{ type: 'text', text: String(values.prompt ?? '') }];
		if (values.file instanceof InputFile)
			content.push({ type: 'image_url', image_url: { url: new DataUrl(values.file) } });
		return { json: { ...placeFields(values, fields), messages: [{ role: 'user', content }] } };
	},
	rewrites: CHAT_REWRITES,
	streaming: CHAT_STREAMING,
	answer: chat,
});
