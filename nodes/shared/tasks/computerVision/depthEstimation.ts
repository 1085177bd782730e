import { file } from '../../fields/field';
import { depth } from '../answers/files';
import { task } from '../task';

export const depthEstimation = task({
	id: 'depth-estimation',
	name: 'Depth Estimation',
	action: 'Estimate how far away things in an image are',
	description: 'A picture that shows how far away each point of an image is',
	domain: 'Computer Vision',
	inputs: [file('image')],
	answer: depth,
});
