import { choice, object, text, type AttachmentsField, type MessagesField } from '../../fields/field';
import { chat } from '../answers/chat';
import { placeFields } from '../request';
import { task } from '../task';
import { messagesOf } from '../chat/messages';
import { chatParameters } from '../chat/parameters';
import { CHAT_REWRITES } from '../chat/rewrites';
import { CHAT_STREAMING, responseFormat } from '../chat/structuredOutput';

const simple = { messageInput: ['simple'] };

const attachments: AttachmentsField = {
	kind: 'attachments',
	name: 'attachments',
	label: 'Attachments',
	description: 'Names of the input fields that hold images, sound or documents for the model, separated by commas',
	placeholder: 'e.g. data',
	hint: 'Leave empty for none',
	shownWhen: simple,
};

const messageRows: MessagesField = {
	kind: 'messages',
	name: 'messageRows',
	label: 'Messages',
	description: 'The conversation so far, oldest message first',
	shownWhen: { messageInput: ['rows'] },
};

export const chatCompletion = task({
	id: 'chat-completion',
	name: 'Chat Completion',
	action: 'Chat with a language model',
	description: "A language model's answer to a question or an instruction, also about images, and as JSON if wanted",
	domain: 'Language',
	inputs: [
		text('prompt', 'Prompt', 'What to ask the model, or to tell it to do', {
			required: true,
			rows: 6,
			placeholder: 'e.g. Write a friendly answer to this mail: ...',
			shownWhen: simple,
		}),
		text('system_message', 'System Message', 'How the model should behave in general', {
			rows: 2,
			placeholder: 'e.g. You answer in one sentence',
			shownWhen: simple,
		}),
		attachments,
		messageRows,
		object('messages', 'Messages', "The conversation so far as JSON, in the API's own form", {
			required: true,
			default: '[{ "role": "user", "content": "" }]',
			shownWhen: { messageInput: ['json'] },
		}),
		choice(
			'structured_output',
			'Structured Output',
			'Whether the answer should be JSON that the next node can use. Response Format in Model Parameters wins over it.',
			{
				none: 'None',
				jsonObject: 'JSON of Any Form',
				jsonSchema: 'JSON by a Schema',
				jsonExample: 'JSON Like an Example',
			},
			{ default: 'none' },
		),
		object('json_schema', 'JSON Schema', 'What the answer must look like, as a JSON Schema', {
			required: true,
			default: '{ "type": "object", "properties": { "topic": { "type": "string" } }, "required": ["topic"] }',
			shownWhen: { structuredOutput: ['jsonSchema'] },
		}),
		object('json_example', 'JSON Example', 'An example of what the answer should look like', {
			required: true,
			default: '{ "topic": "billing", "urgency": 3 }',
			shownWhen: { structuredOutput: ['jsonExample'] },
		}),
		choice(
			'message_input',
			'Message Input',
			'How the conversation is given',
			{ simple: 'Simple (Prompt and System Message)', rows: 'Messages One by One', json: 'Messages as JSON' },
			{ default: 'simple' },
		),
	],
	parametersAt: '',
	parameters: chatParameters,
	options: [
		object(
			'history',
			'History',
			'Earlier messages as a JSON list, put between the system message and the prompt. Also takes what Chat Memory Manager gives.',
			{
				placeholder: 'e.g. [{ "role": "user", "content": "Hello" }]',
				shownWhen: simple,
			},
		),
	],
	route: 'chat',
	mappedAs: 'conversational',
	// The Hub lists the models that chat under text generation.
	pipelineTag: 'text-generation',
	// Models that also see are listed under another pipeline, and models that cannot chat under this one.
	hubTag: 'conversational',
	request: (values, fields) => {
		const format = responseFormat(values);
		return {
			json: {
				messages: messagesOf(values),
				...(format && { response_format: format }),
				...placeFields(values, fields),
			},
		};
	},
	rewrites: CHAT_REWRITES,
	streaming: CHAT_STREAMING,
	answer: chat,
});
