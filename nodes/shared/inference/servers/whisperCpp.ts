import type { ServerProgram } from './program';

/** whisper.cpp's server. Source: whisper.cpp, `examples/server/server.cpp` for its page; it lists no models. */
export const whisperCpp: ServerProgram = {
	name: 'whisper.cpp',
	recognise: ({ '': root }) => {
		const isIt = root?.status === 200 && /whisper\.cpp/i.test(root.text);
		return isIt ? "whisper.cpp's server" : undefined;
	},
	transcribes: {
		path: '/inference',
		translation: 'field',
		hasWords: true,
		places: { num_beams: 'beam_size', temperature: 'temperature' },
	},
	words: [
		{
			words: /\(400\): Invalid request$/,
			advice:
				'If this is whisper.cpp, it could not read the file: convert it to WAV, or start the server with --convert.',
		},
	],
};
