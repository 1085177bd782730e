import { omit, type JsonObject, type JsonValue } from '../../json';
import { withSize } from './arguments';
import type { Quirks } from './quirks';

/** What an answer says of the request alone. */
const ENVELOPE = ['request_id', 'task_status'];

/** Source: huggingface_hub, `zai_org.py`; Z.ai's reference of `images/generations`. */
export const zaiOrg: Quirks = {
	tasks: {
		'image-to-text': {
			dropped: 'all',
			read: ({ md_results: text, ...others }: JsonObject): JsonValue => ({
				...omit(others, ...ENVELOPE),
				...(text !== undefined && { generated_text: text }),
			}),
		},
		'text-to-image': {
			before: (args) => withSize(args, (width, height) => ({ size: `${width}x${height}` })),
			documented: ['height', 'quality', 'size', 'user_id', 'watermark_enabled', 'width'],
			read: ({ image_result: images, ...others }: JsonObject): JsonValue => ({
				...omit(others, ...ENVELOPE),
				...(images !== undefined && { images }),
			}),
		},
	},
	job: { pending: { key: 'task_status', words: ['PROCESSING'] } },
};
