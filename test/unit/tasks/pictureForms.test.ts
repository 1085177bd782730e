import { omit } from '../../../nodes/shared/client/json';
import type { PayloadObject } from '../../../nodes/shared/client/payload';
import { editedPicture, newPicture } from '../../../nodes/shared/tasks/computerVision/pictureForms';
import { fieldsIn, fileOf, made, type At } from './openAiForm';

const PARAMETERS = {
	guidance_scale: 4,
	negative_prompt: 'rain',
	num_inference_steps: 20,
	scheduler: 'Euler',
	seed: 7,
};

function asked(parameters: PayloadObject, at: At = {}) {
	return made(newPicture, { inputs: 'a fox', parameters }, at);
}

describe('a new image', () => {
	it('is asked for as base64, with both sides as one size', () => {
		expect(asked({ width: 512, height: 768 }, { model: 'flux' })).toEqual({
			routes: ['/v1/images/generations'],
			payload: { json: { model: 'flux', prompt: 'a fox', size: '512x768', response_format: 'b64_json' } },
			leftOut: [],
		});
	});

	it('cannot have a width without a height', () => {
		expect(() => asked({ width: 512 })).toThrow("'Width' and 'Height' only together");
	});

	it('has only what every server reads, if the server does not tell', () => {
		const { payload, leftOut } = asked(PARAMETERS);
		expect(payload).toEqual({ json: { prompt: 'a fox', response_format: 'b64_json' } });
		expect([...leftOut].sort()).toEqual(Object.keys(PARAMETERS));
	});

	it('has seed, steps, guidance and negative prompt at vLLM-Omni', () => {
		const { payload, leftOut } = asked(PARAMETERS, { program: 'vLLM' });
		const read = omit(PARAMETERS, 'scheduler');
		expect(payload).toEqual({ json: { prompt: 'a fox', response_format: 'b64_json', ...read } });
		expect(leftOut).toEqual(['scheduler']);
	});

	it('has the negative prompt behind the prompt at LocalAI', () => {
		const { payload, leftOut } = asked(PARAMETERS, { program: 'LocalAI' });
		expect(payload).toEqual({
			json: { prompt: 'a fox|rain', response_format: 'b64_json', step: 20, seed: 7 },
		});
		expect(leftOut).toEqual(['guidance_scale', 'scheduler']);
	});

	it('has extra parameters under their names, also those that have a field', () => {
		const { payload, leftOut } = asked({ seed: 7, n: 2, quality: 'high' }, { extras: ['seed', 'n', 'quality'] });
		expect(payload).toEqual({
			json: { prompt: 'a fox', response_format: 'b64_json', seed: 7, n: 2, quality: 'high' },
		});
		expect(leftOut).toEqual([]);
	});
});

describe('an edited image', () => {
	const inputs = fileOf('photo.png', 'image/png');
	const parameters = {
		prompt: 'in blue',
		target_size: { width: 64, height: 48 },
		guidance_scale: 4,
		negative_prompt: 'rain',
	};

	it('is a form with the image, its prompt and its size', () => {
		const { routes, payload, leftOut } = made(editedPicture, { inputs, parameters });
		expect(routes).toEqual(['/v1/images/edits']);
		expect(fieldsIn(payload)).toEqual({
			image: ['photo.png'],
			prompt: ['in blue'],
			size: ['64x48'],
			response_format: ['b64_json'],
		});
		expect(leftOut).toEqual(['guidance_scale', 'negative_prompt']);
	});

	it('has further fields at vLLM-Omni', () => {
		const { payload, leftOut } = made(editedPicture, { inputs, parameters }, { program: 'vLLM' });
		expect(fieldsIn(payload)).toMatchObject({ guidance_scale: ['4'], negative_prompt: ['rain'] });
		expect(leftOut).toEqual([]);
	});

	it('is JSON with the image in base64 at LocalAI', () => {
		expect(made(editedPicture, { inputs, parameters }, { program: 'LocalAI' })).toEqual({
			routes: ['/v1/images/generations'],
			payload: { json: { prompt: 'in blue|rain', size: '64x48', response_format: 'b64_json', file: inputs } },
			leftOut: ['guidance_scale'],
		});
	});
});
