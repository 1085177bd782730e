import { file, integer } from '../../fields/field';
import { labelParameters } from '../../fields/shared';
import { predictions } from '../answers/lists';
import { task } from '../task';

export const videoClassification = task({
	id: 'video-classification',
	name: 'Video Classification',
	action: 'Classify a video by what happens in it',
	description: 'Which of the labels that the model was trained on fits a video',
	domain: 'Computer Vision',
	inputs: [file('video')],
	parameters: [
		...labelParameters,
		integer('frame_sampling_rate', 'Frame Sampling Rate', 'Takes every n-th frame. Default: 1, every frame.', {
			default: 1,
		}),
		integer('num_frames', 'Number of Frames', 'Frames that the model looks at. Default: what it was made for.', {
			default: 16,
		}),
	],
	answer: predictions,
});
