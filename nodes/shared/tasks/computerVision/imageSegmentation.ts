import { choice, file, number } from '../../fields/field';
import { threshold } from '../../fields/shared';
import { segments } from '../answers/files';
import { task } from '../task';

export const imageSegmentation = task({
	id: 'image-segmentation',
	name: 'Image Segmentation',
	action: 'Cut an image into its parts',
	description: 'The things that an image shows, each with a mask that cuts it out',
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: [
		number(
			'mask_threshold',
			'Mask Threshold',
			"How sure the model must be that a point belongs to a part, from 0 to 1. Default: the server's, often 0.5.",
			{ default: 0.5 },
		),
		number(
			'overlap_mask_area_threshold',
			'Overlap Mask Area Threshold',
			"Leaves out small parts of a mask below this overlap, from 0 to 1. Default: the server's, often 0.5.",
			{ default: 0.5 },
		),
		choice('subtask', 'Subtask', 'What counts as a part. Default: what the model was made for.', {
			instance: 'Instance (Each Thing)',
			panoptic: 'Panoptic (Each Thing and Its Surroundings)',
			semantic: 'Semantic (Each Kind of Thing)',
		}),
		threshold("How sure the model must be of a part, from 0 to 1. Default: the server's, often 0.9.", 0.9),
	],
	answer: segments,
});
