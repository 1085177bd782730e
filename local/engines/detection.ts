import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { invalid } from '../refusal';
import { COCO } from './coco';
import type { EngineContext, Load } from './engine';

/** One thing that the model found; the box in pixels of the picture. */
export interface Detection {
	readonly label: string;
	readonly score: number;
	readonly box: { readonly xmin: number; readonly ymin: number; readonly xmax: number; readonly ymax: number };
}

interface Tensor {
	dispose(): void;
	data(): Promise<Float32Array>;
}
interface TensorFlow {
	setBackend(name: string): Promise<boolean>;
	ready(): Promise<void>;
	tensor(values: Float32Array, shape: number[]): Tensor;
}
interface GraphModel {
	execute(input: Tensor, output: string[]): Tensor;
}
interface Converter {
	loadGraphModel(source: { load(): Promise<unknown> }): Promise<GraphModel>;
}
interface Picture {
	metadata(): Promise<{ width: number; height: number; orientation?: number }>;
	rotate(): Picture;
	flatten(options: { background: string }): Picture;
	toColourspace(name: string): Picture;
	resize(width: number, height: number, options: { fit: 'fill' }): Picture;
	raw(): Picture;
	toBuffer(): Promise<Buffer>;
	toBuffer(options: { resolveWithObject: true }): Promise<{ data: Buffer; info: { width: number; height: number } }>;
}
type Sharp = (bytes: Buffer, options?: object) => Picture;

/** Sides of the square that the model looks at. */
const SIDE = 512;
/** Numbers of a detection: left, top, right, bottom, score, class. */
const ROW = 6;
const LEAST_SCORE = 0.1;
/** How far two boxes of one label may overlap before the weaker one is dropped. */
const MOST_OVERLAP = 0.5;

/** CenterNet with MobileNetV3 (COCO's 80 things), as the package `@vladmandic/human` ships it. Takes a picture, gives detections, best first. */
export const load: Load = async (context) => {
	const sharp = context.require('sharp') as Sharp;
	const tf = context.require('@tensorflow/tfjs-core') as TensorFlow;
	const model = await loadModel(context, tf);
	return async (bytes) => {
		const { pixels, width, height } = await decoded(sharp, Buffer.from(bytes as Uint8Array));
		const input = tf.tensor(pixels, [1, SIDE, SIDE, 3]);
		const output = model.execute(input, ['tower_0/detections']);
		const rows = await output.data();
		input.dispose();
		output.dispose();
		return withoutDoubles(detectionsOf(rows, width / SIDE, height / SIDE));
	};
};

async function loadModel(context: EngineContext, tf: TensorFlow): Promise<GraphModel> {
	const { loadGraphModel } = context.require('@tensorflow/tfjs-converter') as Converter;
	const wasm = context.require('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(folder: string): void };
	const folder = dirname(context.fileOf('@tensorflow/tfjs-backend-wasm', 'dist/tfjs-backend-wasm.wasm'));
	wasm.setWasmPaths(`${folder}/`);
	await tf.setBackend('wasm');
	await tf.ready();
	const { modelTopology, weightsManifest, format } = JSON.parse(
		await readFile(context.fileOf('@vladmandic/human', 'models/centernet.json'), 'utf8'),
	);
	const weights = await readFile(context.fileOf('@vladmandic/human', 'models/centernet.bin'));
	const weightSpecs = weightsManifest.flatMap((part: { weights: unknown[] }) => part.weights);
	const weightData = new Uint8Array(weights).buffer;
	return await loadGraphModel({ load: async () => ({ modelTopology, weightSpecs, weightData, format }) });
}

/** The picture as the model wants it, turned as its camera says, and its size. */
async function decoded(sharp: Sharp, bytes: Buffer): Promise<{ pixels: Float32Array; width: number; height: number }> {
	try {
		const upright = await sharp(bytes)
			.rotate()
			.flatten({ background: '#ffffff' })
			.toColourspace('srgb')
			.raw()
			.toBuffer({ resolveWithObject: true });
		const { width, height } = upright.info;
		const small = await sharp(upright.data, { raw: { ...upright.info } })
			.resize(SIDE, SIDE, { fit: 'fill' })
			.raw()
			.toBuffer();
		return { pixels: new Float32Array(small), width, height };
	} catch (error) {
		throw invalid(`The picture cannot be decoded: ${error instanceof Error ? error.message : String(error)}`);
	}
}

function detectionsOf(rows: Float32Array, scaleX: number, scaleY: number): Detection[] {
	const found: Detection[] = [];
	for (let i = 0; i + ROW <= rows.length; i += ROW) {
		const [xmin = 0, ymin = 0, xmax = 0, ymax = 0, score = 0, label = 0] = rows.slice(i, i + ROW);
		if (score < LEAST_SCORE) continue;
		const pixel = (value: number, scale: number): number => Math.round(Math.min(SIDE, Math.max(0, value)) * scale);
		found.push({
			label: COCO[label] ?? `class ${label}`,
			score,
			box: {
				xmin: pixel(xmin, scaleX),
				ymin: pixel(ymin, scaleY),
				xmax: pixel(xmax, scaleX),
				ymax: pixel(ymax, scaleY),
			},
		});
	}
	return found.sort((one, other) => other.score - one.score);
}

function withoutDoubles(found: readonly Detection[]): Detection[] {
	const kept: Detection[] = [];
	for (const one of found) {
		const isDouble = kept.some((other) => other.label === one.label && overlap(one.box, other.box) > MOST_OVERLAP);
		if (!isDouble) kept.push(one);
	}
	return kept;
}

/** The area that two boxes share, as a part of the area that they cover. */
function overlap(one: Detection['box'], other: Detection['box']): number {
	const width = Math.min(one.xmax, other.xmax) - Math.max(one.xmin, other.xmin);
	const height = Math.min(one.ymax, other.ymax) - Math.max(one.ymin, other.ymin);
	const shared = Math.max(0, width) * Math.max(0, height);
	return shared / (area(one) + area(other) - shared || 1);
}

function area({ xmin, ymin, xmax, ymax }: Detection['box']): number {
	return (xmax - xmin) * (ymax - ymin);
}
