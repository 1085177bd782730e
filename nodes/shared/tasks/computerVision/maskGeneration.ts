import { file, integer, number } from '../../fields/field';
import { masks } from '../answers/files';
import { task } from '../task';

export const maskGeneration = task({
	id: 'mask-generation',
	name: 'Mask Generation',
	action: 'Generate masks for everything in an image',
	description: 'A mask for each thing in an image, without saying what it is',
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: [
		integer(
			'crop_n_points_downscale_factor',
			'Crop Points Downscale Factor',
			'How much fewer points are tried in each further layer of crops. Default: 1.',
			{ default: 1 },
		),
		number(
			'crop_overlap_ratio',
			'Crop Overlap Ratio',
			'How much crops overlap, as a part of the image. Default: 0.34.',
			{ default: 0.34 },
		),
		integer(
			'crops_n_layers',
			'Crop Layers',
			'How often the image is cut into crops that are looked at for themselves. Default: 0.',
			{ default: 0 },
		),
		number(
			'crops_nms_thresh',
			'Crops NMS Threshold',
			'How much masks of different crops may overlap, from 0 to 1. Default: 0.7.',
			{ default: 0.7 },
		),
		number('mask_threshold', 'Mask Threshold', 'From which value on a point belongs to a mask. Default: 0.', {
			default: 0,
		}),
		integer('points_per_batch', 'Points per Batch', 'Points that the model works on at once. Default: 64.', {
			default: 64,
		}),
		integer('points_per_crop', 'Points per Crop', 'Points that are tried along each side of a crop. Default: 32.', {
			default: 32,
		}),
		number(
			'pred_iou_thresh',
			'Predicted IoU Threshold',
			'How good the model must think a mask is, from 0 to 1. Default: 0.88.',
			{ default: 0.88 },
		),
		integer(
			'stability_score_offset',
			'Stability Score Offset',
			'How far the threshold is moved to see whether a mask is stable. Default: 1.',
			{ default: 1 },
		),
		number(
			'stability_score_thresh',
			'Stability Score Threshold',
			'How stable a mask must be, from 0 to 1. Default: 0.95.',
			{ default: 0.95 },
		),
		number('timeout', 'Image Download Timeout', 'Seconds that the server waits for an image it downloads itself', {
			default: 30,
			min: 0,
		}),
	],
	answer: masks,
});
