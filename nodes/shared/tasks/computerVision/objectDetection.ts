import { file } from '../../fields/field';
import { threshold } from '../../fields/shared';
import { detections } from '../answers/lists';
import { task } from '../task';

export const objectDetection = task({
	id: 'object-detection',
	name: 'Object Detection',
	action: 'Detect objects in an image',
	description: 'Finds the objects in an image, with their labels and boxes',
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: [
		threshold("Minimum confidence for an object, from 0 to 1. Default: the server's, often 0.5 or 0.9.", 0.5),
	],
	answer: detections,
});
