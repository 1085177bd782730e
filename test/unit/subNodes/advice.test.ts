import { PROPERTIES as CHAT } from '../../../nodes/HuggingFaceChatModel/fields';
import { PROPERTIES as EMBEDDINGS } from '../../../nodes/HuggingFaceEmbeddings/fields';
import { fittingAdvice } from '../../../nodes/shared/subNodes/advice';
import { labelsOf } from '../../../nodes/shared/subNodes/fields';

const CHAT_LABELS = labelsOf(CHAT);

test.each([
	["Raise 'Timeout' in 'Options'.", "Raise 'Timeout' in 'Options'."],
	[
		"Lower 'Max Concurrency' or set 'Requests per Minute' in 'Options', or try again later.",
		'Let the root node run fewer items at once, or try again later.',
	],
	[
		"Check that 'Task' fits the model, and that the URL in 'Model' is that of the model's own server.",
		"Check that the model does the work of this node, and that the URL in 'Model' is that of the model's own server.",
	],
	[
		"Check that 'Task' fits the model, or switch 'Enable Streaming' in 'Options' off.",
		'Check that the model does the work of this node.',
	],
	["Set 'Batch Size' in 'Options' to 1.", 'Try again later, or try another model or provider.'],
])('the chat model says of "%s": %s', (advice, fitting) => expect(fittingAdvice(advice, CHAT_LABELS)).toBe(fitting));

test('embeddings have the fields of lists, so that advice on them stays', () => {
	const advice = "Lower 'Max Concurrency' or set 'Requests per Minute' in 'Options', or try again later.";
	expect(fittingAdvice(advice, labelsOf(EMBEDDINGS))).toBe(advice);
});
