import type { IDataObject } from 'n8n-workflow';
import { sampleFile } from '../../../sandbox';
import { useSandbox } from '../support/sandbox';
import { gets, itemWith, posts, runAt, type Place } from './run';

const sandbox = useSandbox();
const clip = sampleFile('clip.mp4') ?? Buffer.alloc(0);
const url = `data:video/mp4;base64,${clip.toString('base64')}`;

async function watch(place: Place, attachments = 'data', item = itemWith('clip.mp4', 'video/mp4')) {
	const chat = { operation: 'chat-completion', prompt: 'What happens here?', attachments };
	return await runAt(sandbox.current(), place, chat, { items: [item, item] });
}

function lastPart(): unknown {
	const { messages } = posts(sandbox.current())[0]?.json as { messages: Array<{ content: IDataObject[] }> };
	return messages[0]?.content.at(-1);
}

it('vLLM sees a video, and is asked once a run what it is', async () => {
	const { json, error } = await watch({ path: '/vllm' });
	expect(error).toBeUndefined();
	expect(json).toMatchObject([{ content: expect.stringContaining(`a video of ${clip.length} bytes`) }, {}]);
	expect(lastPart()).toEqual({ type: 'video_url', video_url: { url } });
	expect(gets(sandbox.current())).toEqual(['/vllm/v1/models']);
	expect(posts(sandbox.current())).toHaveLength(2);
});

it('other servers get a video as a file', async () => {
	const { error } = await watch({ path: '/llama-cpp' });
	expect(error).toBeUndefined();
	expect(lastPart()).toEqual({ type: 'file', file: { filename: 'clip.mp4', file_data: url } });
});

it('a chat without a video asks no server what it is', async () => {
	const model = 'Qwen/Qwen2.5-VL-7B-Instruct';
	await watch({ path: '/vllm', model }, '');
	await watch({ path: '/vllm', model }, 'data', itemWith('photo.png', 'image/png'));
	expect(gets(sandbox.current())).toEqual([]);
});
