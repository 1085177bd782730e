import { speechForm } from '../../../nodes/shared/tasks/audio/speechForm';
import { made } from './openAiForm';

const generation_parameters = { max_new_tokens: 50, temperature: 0.5 };

it('a text goes as input, with voice, speed and extra parameters under their names', () => {
	const parameters = { voice: 'af_heart', speed: 1.5, response_format: 'wav' };
	expect(made(speechForm, { inputs: 'Hello', parameters }, { model: 'kokoro' })).toEqual({
		routes: ['/v1/audio/speech'],
		payload: {
			json: { model: 'kokoro', input: 'Hello', voice: 'af_heart', speed: 1.5, response_format: 'wav' },
		},
		leftOut: [],
	});
});

it('a text without parameters names no model that is not known', () => {
	expect(made(speechForm, { inputs: 'Hello' }).payload).toEqual({ json: { input: 'Hello' } });
});

it('generation parameters are left out, except where a server reads them', () => {
	const json = { inputs: 'Hello', parameters: { generation_parameters } };
	expect(made(speechForm, json)).toMatchObject({
		payload: { json: { input: 'Hello' } },
		leftOut: ['max_new_tokens', 'temperature'],
	});
	expect(made(speechForm, json, { program: 'vLLM' })).toMatchObject({
		payload: { json: { input: 'Hello', max_new_tokens: 50 } },
		leftOut: ['temperature'],
	});
});
