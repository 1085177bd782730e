import type { ServerProgram } from './program';

/** whisper.cpp's server. Source: whisper.cpp, `examples/server/server.cpp` for its page; it lists no models. */
export const whisperCpp: ServerProgram = {
	name: 'whisper.cpp',
	recognise: ({ '': root }) => {
		const isIt = root?.status === 200 && /whisper\.cpp/i.test(root.text);
		return isIt ? "whisper.cpp's server" : undefined;
	},
};
