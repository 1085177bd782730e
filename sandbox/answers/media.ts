import { lookAt } from '../media/look';
import { pictureOf } from '../media/picture';
import { videoOf } from '../media/video';
import { speechOf } from '../media/wav';
import { clamp, fieldsOf, numberOf, textOf } from '../values';
import { requiredText, type Answer, type Question } from './answer';

type Output = 'image' | 'audio' | 'video';

/** What a task makes: as its declaration says, else as its id ends. */
function outputOf({ task }: Question): Output {
	if (task.answer.media !== undefined) return task.answer.media;
	if (/audio$|speech$/.test(task.id)) return 'audio';
	return task.id.endsWith('video') ? 'video' : 'image';
}

function promptOf(question: Question): string {
	const prompt = textOf(question.parameters.prompt, textOf(question.root.prompt));
	if (question.file === undefined && prompt === '') return requiredText(question);
	return prompt || 'no prompt';
}

function side(question: Question, name: 'width' | 'height', fallback: number): number {
	const { parameters } = question;
	const wanted = numberOf(fieldsOf(parameters.target_size)[name], numberOf(parameters[name], fallback));
	return clamp(Math.round(wanted), 1, 2048);
}

/** Everything that shapes the result goes into its seed, so that each parameter shows. */
function seedOf({ parameters, file }: Question): number {
	const { seed, negative_prompt: negative, guidance_scale: scale, num_inference_steps: steps, scheduler } = parameters;
	const shape = JSON.stringify([seed, negative, scale, steps, scheduler, file?.length]);
	return [...shape].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 1_000_003, 7);
}

/** A file made from the prompt: a picture, a tune, or a short film. */
export function media(question: Question): Answer {
	const prompt = promptOf(question);
	const output = outputOf(question);
	if (output === 'audio') return { media: speechOf(prompt), type: 'audio/wav' };
	if (output === 'video')
		return {
			media: videoOf(prompt, seedOf(question) + numberOf(question.parameters.num_frames, 8)),
			type: 'video/mp4',
		};
	const size = question.file === undefined ? { width: 512, height: 512 } : lookAt(question.file);
	const width = side(question, 'width', clamp(size.width, 1, 768));
	const height = side(question, 'height', clamp(size.height, 1, 768));
	return { media: pictureOf(prompt, width, height, seedOf(question)), type: 'image/png' };
}
