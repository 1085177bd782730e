import { subNodeProperties, withoutParameters } from '../shared/subNodes/fields';
import { chatCompletion } from '../shared/tasks/nlp/chatCompletion';

/** What n8n and the agent decide, and what an agent cannot read. */
const LEFT_OUT = ['n', 'tools', 'toolChoice', 'logprobs', 'topLogprobs'];

export const CHAT_TASK = withoutParameters(chatCompletion, ...LEFT_OUT);

export const PROPERTIES = subNodeProperties(CHAT_TASK, { hasPolicies: true });
