import { file, integer } from '../../fields/field';
import { labelParameters } from '../../fields/shared';
import { predictions } from '../answers/lists';
import { task } from '../task';

export const videoClassification = task({
	id: 'video-classification',
	name: 'Video Classification',
	action: 'Classify a video',
	description: "Classifies a video by the model's own labels",
	domain: 'Computer Vision',
	inputs: [file('video')],
	parameters: [
		...labelParameters,
		integer(['frame_sampling_rate', 'Frame Sampling Rate'], 'Uses every n-th frame. Default: 1 (every frame).', {
			default: 1,
		}),
		integer(['num_frames', 'Number of Frames'], 'Frames to analyze. Default: depends on the model.', {
			default: 16,
		}),
	],
	answer: predictions,
});
