import type { PayloadObject } from '../../../nodes/shared/client/payload';
import { transcriptionForm } from '../../../nodes/shared/tasks/audio/transcriptionForm';
import { fieldsIn, fileOf, made, type At } from './openAiForm';

const inputs = fileOf('speech.wav', 'audio/wav');

function sent(parameters: PayloadObject = {}, at: At = {}) {
	const { routes, payload, leftOut } = made(transcriptionForm, { inputs, parameters }, at);
	return { routes, fields: fieldsIn(payload), leftOut };
}

const TRANSLATED: PayloadObject = { generation_parameters: { task: 'translate' } };

describe('a recording without parameters', () => {
	it('is a file with a format, and the model if one is known', () => {
		expect(sent()).toEqual({
			routes: ['/v1/audio/transcriptions'],
			fields: { file: ['speech.wav'], response_format: ['json'] },
			leftOut: [],
		});
		expect(sent({}, { model: 'whisper-1' }).fields.model).toEqual(['whisper-1']);
	});

	it("goes to whisper.cpp's own address, or to the one that its page names", () => {
		expect(sent({}, { program: 'whisper.cpp' }).routes).toEqual(['/inference', '/v1/audio/transcriptions']);
		expect(sent({}, { program: 'whisper.cpp', speechPath: '/hear' }).routes[0]).toBe('/hear');
	});

	it('asks for a stream if the workflow streams', () => {
		expect(sent({}, { streams: true }).fields.stream).toEqual(['true']);
	});
});

describe('times', () => {
	it.each<[PayloadObject, At, string[] | undefined]>([
		[{ return_timestamps: true }, {}, ['segment']],
		[{ return_timestamps: 'word' }, {}, ['word']],
		[{ return_timestamps: 'word' }, { program: 'LocalAI' }, ['word']],
		[{ return_timestamps: 'word' }, { program: 'vLLM' }, ['segment']],
		[{ return_timestamps: false }, {}, undefined],
	])('%j at %j', (parameters, at, granularity) => {
		const { fields } = sent(parameters, at);
		expect(fields['timestamp_granularities[]']).toEqual(granularity);
		expect(fields.response_format).toEqual([granularity === undefined ? 'json' : 'verbose_json']);
	});

	it('are asked for without a stream', () => {
		expect(sent({ return_timestamps: true }, { streams: true }).fields.stream).toBeUndefined();
		expect(sent({ response_format: 'verbose_json' }, { streams: true }).fields.stream).toBeUndefined();
	});
});

describe('a translation into English', () => {
	it('has an address of its own', () => {
		const { routes, fields } = sent(TRANSLATED);
		expect(routes).toEqual(['/v1/audio/translations']);
		expect(Object.keys(fields)).toEqual(['file', 'response_format']);
	});

	it.each(['LocalAI', 'whisper.cpp'])('is a field of the same form at %s', (program) => {
		const { routes, fields } = sent(TRANSLATED, { program });
		expect(routes).not.toContain('/v1/audio/translations');
		expect(fields.translate).toEqual(['true']);
	});

	it.each<[PayloadObject]>([[{ task: 'translate' }], [{ translate: true }], [{ translate: 'true' }]])(
		'may be asked for by extra parameters: %j',
		(parameters) => {
			expect(sent(parameters).routes).toEqual(['/v1/audio/translations']);
			expect(sent(parameters, { program: 'LocalAI' }).fields).toEqual({
				file: ['speech.wav'],
				response_format: ['json'],
				translate: ['true'],
			});
		},
	);

	it('is what a pasted address of translations stands for', () => {
		expect(sent({}, { typed: 'http://home/v1/audio/translations' }).routes).toEqual(['/v1/audio/translations']);
	});

	it('is not meant by the task of a transcription', () => {
		const { routes, fields } = sent({ generation_parameters: { task: 'transcribe' } });
		expect(routes).toEqual(['/v1/audio/transcriptions']);
		expect(Object.keys(fields)).toEqual(['file', 'response_format']);
	});
});

describe('generation parameters', () => {
	const generation_parameters = { temperature: 0.2, top_p: 0.9, num_beams: 3, max_new_tokens: 50, do_sample: true };

	it('go where the server reads them, and the others are named', () => {
		const plain = sent({ generation_parameters });
		expect(plain.fields.temperature).toEqual(['0.2']);
		expect(plain.leftOut).toEqual(['top_p', 'num_beams', 'max_new_tokens', 'do_sample']);
		const vllm = sent({ generation_parameters }, { program: 'vLLM' });
		expect(vllm.fields).toMatchObject({
			temperature: ['0.2'],
			top_p: ['0.9'],
			use_beam_search: ['true'],
			n: ['3'],
			max_completion_tokens: ['50'],
		});
		expect(vllm.leftOut).toEqual(['do_sample']);
		const whisper = sent({ generation_parameters }, { program: 'whisper.cpp' });
		expect(whisper.fields.beam_size).toEqual(['3']);
		expect(whisper.leftOut).toEqual(['top_p', 'max_new_tokens', 'do_sample']);
	});

	it('of a translation are fewer at vLLM', () => {
		const both = { generation_parameters: { ...generation_parameters, task: 'translate' } };
		expect(sent(both, { program: 'vLLM' }).leftOut).toEqual(['top_p', 'do_sample']);
	});
});

describe('extra parameters', () => {
	it('keep their names, and win', () => {
		const { fields } = sent({ language: 'de', prompt: 'Names: Köln', temperature: 0.5, response_format: 'srt' });
		expect(fields).toEqual({
			file: ['speech.wav'],
			response_format: ['srt'],
			language: ['de'],
			prompt: ['Names: Köln'],
			temperature: ['0.5'],
		});
	});

	it('that are lists repeat their name, objects are JSON, and unset ones are left out', () => {
		const { fields } = sent({
			return_timestamps: true,
			timestamp_granularities: ['word', 'segment'],
			vllm_xargs: { a: 1 },
			language: '',
			hotwords: null,
		});
		expect(fields['timestamp_granularities[]']).toEqual(['word', 'segment']);
		expect(fields.vllm_xargs).toEqual(['{"a":1}']);
		expect(fields).not.toHaveProperty('language');
		expect(fields).not.toHaveProperty('hotwords');
	});
});
