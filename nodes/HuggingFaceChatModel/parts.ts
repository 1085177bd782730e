import { isObject } from '../shared/client/json';

const DATA_URL = /^data:([^;,]+)[^,]*;base64,(.*)$/s;

/**
 * A message of LangChain's with the pictures and files of n8n's nodes in the form that n8n's adapter reads. The message
 * itself stays as it is: memory keeps it.
 */
export function mendMessage(message: unknown): unknown {
	if (!isObject(message) || !Array.isArray(message.content)) return message;
	const { content } = message;
	const copy = Object.create(Object.getPrototypeOf(message) as object) as object;
	return Object.assign(copy, message, { content: content.map(mendPart) });
}

function mendPart(part: unknown): unknown {
	if (!isObject(part)) return part;
	if (part.type === 'image_url') {
		const url = isObject(part.image_url) ? part.image_url.url : part.image_url;
		return typeof url === 'string' ? picture(url) : part;
	}
	// Standard content blocks of LangChain's first version.
	const isNamed = part.mimeType === undefined && typeof part.mime_type === 'string';
	// The adapter writes into the metadata of a part.
	const metadata = isObject(part.metadata) && { metadata: { ...part.metadata } };
	return isNamed ? { ...part, mimeType: part.mime_type, ...metadata } : part;
}

function picture(url: string): unknown {
	const [, mimeType, data] = DATA_URL.exec(url) ?? [];
	return data === undefined ? { type: 'image', url } : { type: 'image', mimeType, data };
}
