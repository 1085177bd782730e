import { file } from '../../fields/field';
import { candidateLabels, threshold, topK } from '../../fields/shared';
import { detections } from '../answers/lists';
import { task } from '../task';

export const zeroShotObjectDetection = task({
	id: 'zero-shot-object-detection',
	name: 'Zero-Shot Object Detection',
	action: 'Detect your own kinds of objects in an image',
	description: 'Finds objects of your choice in an image, with their boxes',
	domain: 'Computer Vision',
	inputs: [file('image'), candidateLabels('e.g. helmet, ladder, person')],
	parameters: [
		threshold("Minimum confidence for an object, from 0 to 1. Default: the server's, often 0.1.", 0.1),
		topK('Number of objects to return, best first. Default: all.', 10),
	],
	answer: detections,
});
