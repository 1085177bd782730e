import { file, integer, number } from '../../fields/field';
import { masks } from '../answers/files';
import { task } from '../task';

export const maskGeneration = task({
	id: 'mask-generation',
	name: 'Mask Generation',
	action: 'Generate masks for everything in an image',
	description: 'Generates a mask for each object in an image, without naming the objects',
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: [
		integer(
			['crop_n_points_downscale_factor', 'Crop Points Downscale Factor'],
			'Divides the number of sample points in each further layer of crops. Default: 1.',
			{ default: 1 },
		),
		number(
			['crop_overlap_ratio', 'Crop Overlap Ratio'],
			'Overlap between crops, as a fraction of the image. Default: 0.34.',
			{ default: 0.34 },
		),
		integer(['crops_n_layers', 'Crop Layers'], 'Extra passes over smaller crops of the image. Default: 0.', {
			default: 0,
		}),
		number(
			['crops_nms_thresh', 'Crops NMS Threshold'],
			'Maximum overlap between masks of different crops, from 0 to 1. Default: 0.7.',
			{ default: 0.7 },
		),
		number(['mask_threshold', 'Mask Threshold'], 'Minimum value for a point to belong to a mask. Default: 0.', {
			default: 0,
		}),
		integer(['points_per_batch', 'Points per Batch'], 'Points to process at once. Default: 64.', {
			default: 64,
		}),
		integer(['points_per_crop', 'Points per Crop'], 'Sample points along each side of a crop. Default: 32.', {
			default: 32,
		}),
		number(
			['pred_iou_thresh', 'Predicted IoU Threshold'],
			'Minimum quality of a mask, as the model rates it, from 0 to 1. Default: 0.88.',
			{ default: 0.88 },
		),
		integer(
			['stability_score_offset', 'Stability Score Offset'],
			'Shift of the mask threshold for the stability check. Default: 1.',
			{ default: 1 },
		),
		number(
			['stability_score_thresh', 'Stability Score Threshold'],
			'Minimum stability of a mask, from 0 to 1. Default: 0.95.',
			{ default: 0.95 },
		),
		number(['timeout', 'Image Download Timeout'], 'Seconds the server may take to download an image by URL', {
			default: 30,
			min: 0,
		}),
	],
	answer: masks,
});
