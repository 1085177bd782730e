import { choice, object, text, type AttachmentsField, type MessagesField } from '../../fields/field';
import { chat } from '../answers/chat';
import { placeFields } from '../request';
import { task } from '../task';
import { messagesOf } from '../chat/messages';
import { chatParameters } from '../chat/parameters';
import { CHAT_REWRITES } from '../chat/rewrites';
import { CHAT_STREAMING, responseFormat } from '../chat/structuredOutput';
import { VIDEO_FIT } from '../chat/video';

const simple = { messageInput: ['simple'] };

const attachments: AttachmentsField = {
	kind: 'attachments',
	name: 'attachments',
	label: 'Attachments',
	description: 'Names of binary input fields with images, sound, video or documents for the model, separated by commas',
	placeholder: 'e.g. data',
	hint: 'Leave empty for none',
	shownWhen: simple,
};

const messageRows: MessagesField = {
	kind: 'messages',
	name: 'messageRows',
	label: 'Messages',
	description: 'Conversation so far, oldest message first',
	shownWhen: { messageInput: ['rows'] },
};

export const chatCompletion = task({
	id: 'chat-completion',
	name: 'Chat Completion',
	action: 'Chat with a language model',
	description: 'Answers questions and follows instructions, also about images, and as JSON if needed',
	domain: 'Language',
	inputs: [
		text(['prompt', 'Prompt'], 'Question or instruction for the model', {
			required: true,
			rows: 6,
			placeholder: 'e.g. Write a friendly answer to this mail: ...',
			shownWhen: simple,
		}),
		text(['system_message', 'System Message'], 'General instructions, e.g. on role, tone and length', {
			rows: 2,
			placeholder: 'e.g. You answer in one sentence',
			shownWhen: simple,
		}),
		attachments,
		messageRows,
		object(['messages', 'Messages'], "Conversation so far, as JSON in the API's own format", {
			required: true,
			default: '[{ "role": "user", "content": "" }]',
			shownWhen: { messageInput: ['json'] },
		}),
		choice(
			['structured_output', 'Structured Output'],
			'Asks for JSON instead of free text. Response Format in Model Parameters takes precedence.',
			{
				choices: {
					none: 'None',
					jsonObject: 'Any JSON',
					jsonSchema: 'JSON by Schema',
					jsonExample: 'JSON by Example',
				},
				default: 'none',
			},
		),
		object(['json_schema', 'JSON Schema'], 'Structure of the answer, in JSON Schema format', {
			required: true,
			default: '{ "type": "object", "properties": { "topic": { "type": "string" } }, "required": ["topic"] }',
			shownWhen: { structuredOutput: ['jsonSchema'] },
		}),
		object(['json_example', 'JSON Example'], 'Sample answer. The node derives a schema from it.', {
			required: true,
			default: '{ "topic": "billing", "urgency": 3 }',
			shownWhen: { structuredOutput: ['jsonExample'] },
		}),
		choice(['message_input', 'Message Input'], 'How to enter the conversation', {
			choices: { simple: 'Simple (Prompt and System Message)', rows: 'Messages One by One', json: 'Messages as JSON' },
			default: 'simple',
		}),
	],
	parametersAt: '',
	parameters: chatParameters,
	options: [
		object(
			['history', 'History'],
			'Earlier messages as a JSON list, inserted between the system message and the prompt. ' +
				'Also takes the output of Chat Memory Manager.',
			{
				placeholder: 'e.g. [{ "role": "user", "content": "Hello" }]',
				shownWhen: simple,
			},
		),
	],
	route: 'chat',
	mappedAs: 'conversational',
	// The Hub lists chat models under text generation.
	pipelineTag: 'text-generation',
	// The pipeline tag misses chat models with vision, and includes models without chat. This tag is exact.
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
	fit: VIDEO_FIT,
	streaming: CHAT_STREAMING,
	answer: chat,
});
