import { isPlain, jsonObjectOf, mapJson } from '../../client/jsonPayload';
import { DataUrl, type PayloadValue } from '../../client/payload';
import type { ProgramFit } from '../../inference/request';
import { programNamed } from '../../inference/servers';

/** An attached video, in the form that the server takes. */
export const VIDEO_FIT: ProgramFit = {
	depends: (payload) => messagesIn(jsonObjectOf(payload)?.messages).some((message) => partsIn(message).some(isVideo)),
	apply: (payload, program) =>
		programNamed(program)?.takesVideoUrl === true
			? mapJson(payload, (json) => ({ ...json, messages: messagesIn(json.messages).map(withVideoUrls) }))
			: payload,
};

function messagesIn(messages: PayloadValue | undefined): PayloadValue[] {
	return Array.isArray(messages) ? messages : [];
}

function partsIn(message: PayloadValue): PayloadValue[] {
	return isPlain(message) && Array.isArray(message.content) ? message.content : [];
}

/** The video of a part that holds one as a file. */
function videoIn(part: PayloadValue): DataUrl | undefined {
	const data = isPlain(part) && isPlain(part.file) ? part.file.file_data : undefined;
	return data instanceof DataUrl && data.file.mediaType.startsWith('video/') ? data : undefined;
}

function isVideo(part: PayloadValue): boolean {
	return videoIn(part) !== undefined;
}

function withVideoUrls(message: PayloadValue): PayloadValue {
	if (!isPlain(message) || !partsIn(message).some(isVideo)) return message;
	const content = partsIn(message).map((part) => {
		const video = videoIn(part);
		return video === undefined ? part : { type: 'video_url', video_url: { url: video } };
	});
	return { ...message, content };
}
