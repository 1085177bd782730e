import { choice, file, number } from '../../fields/field';
import { threshold } from '../../fields/shared';
import { segments } from '../answers/files';
import { task } from '../task';

export const imageSegmentation = task({
	id: 'image-segmentation',
	name: 'Image Segmentation',
	action: 'Cut an image into its parts',
	description: 'Finds the objects in an image and returns a mask for each',
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: [
		number(
			['mask_threshold', 'Mask Threshold'],
			"Minimum confidence for a point to belong to a part, from 0 to 1. Default: the server's, often 0.5.",
			{ default: 0.5 },
		),
		number(
			['overlap_mask_area_threshold', 'Overlap Mask Area Threshold'],
			"Removes small parts of a mask below this overlap, from 0 to 1. Default: the server's, often 0.5.",
			{ default: 0.5 },
		),
		choice(['subtask', 'Subtask'], 'Kind of parts to find. Default: depends on the model.', {
			choices: {
				instance: 'Instance (Each Object)',
				panoptic: 'Panoptic (Each Object and the Background)',
				semantic: 'Semantic (Each Kind of Object)',
			},
		}),
		threshold("Minimum confidence for a part, from 0 to 1. Default: the server's, often 0.9.", 0.9),
	],
	answer: segments,
});
