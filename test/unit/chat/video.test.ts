import { Readable } from 'node:stream';
import { InputFile } from '../../../nodes/shared/client/inputFile';
import { DataUrl, type Payload } from '../../../nodes/shared/client/payload';
import { VIDEO_FIT } from '../../../nodes/shared/tasks/chat/video';
import { messagesOf } from '../../../nodes/shared/tasks/chat/messages';

function file(mediaType: string): InputFile {
	return new InputFile({ open: async () => Readable.from([]), fileName: 'clip', mediaType });
}

function chatWith(...attachments: InputFile[]): Payload {
	return { json: { model: 'x', messages: messagesOf({ prompt: 'What is this?', attachments }) } };
}

const video = file('video/mp4');
const text = { type: 'text', text: 'What is this?' };
const asUrl = { type: 'video_url', video_url: { url: new DataUrl(video) } };

it('a chat with a video depends on the server, and no other one', () => {
	expect(VIDEO_FIT.depends(chatWith(video))).toBe(true);
	expect(VIDEO_FIT.depends(chatWith(file('image/png'), file('audio/wav'), file('application/pdf')))).toBe(false);
	expect(VIDEO_FIT.depends(chatWith())).toBe(false);
});

it('vLLM gets a video by its address, and all else as before', () => {
	const document = file('application/pdf');
	const { json } = VIDEO_FIT.apply(chatWith(document, video), 'vLLM') as { json: object };
	const [message] = messagesOf({ prompt: 'What is this?', attachments: [document] });
	const before = (message as { content: object[] }).content;
	expect(json).toEqual({ model: 'x', messages: [{ role: 'user', content: [...before, asUrl] }] });
	expect(before[0]).toEqual(text);
});

it.each(['llama.cpp', undefined])('the server %s gets it as a file', (program) => {
	const payload = chatWith(video);
	expect(VIDEO_FIT.apply(payload, program)).toBe(payload);
});
