import { file } from '../../fields/field';
import { depth } from '../answers/files';
import { task } from '../task';

export const depthEstimation = task({
	id: 'depth-estimation',
	name: 'Depth Estimation',
	action: 'Estimate depth in an image',
	description: 'Estimates the distance of each point in an image and returns it as a picture',
	domain: 'Computer Vision',
	inputs: [file('image')],
	answer: depth,
});
