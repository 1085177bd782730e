import { invalid } from '../refusal';
import { fieldsOf, type Fields } from '../values';
import type { Exchange } from './http';

/** A request of the pipeline protocol, read. */
export interface Asked {
	readonly inputs: unknown;
	readonly parameters: Fields;
	readonly root: Fields;
	readonly file?: Buffer;
}

/**
 * Reads JSON with `inputs`, or a file as it is. Text in `inputs` may be a file in base64: the task knows.
 * @throws {Refusal} 400 for JSON that does not parse
 */
export function readQuestion({ body, contentType }: Exchange): Asked {
	const isFile = /^(image|audio|video)\//.test(contentType) || contentType === 'application/octet-stream';
	if (isFile) return { inputs: undefined, parameters: {}, root: {}, file: body };
	const root = readJson(body);
	return { inputs: root.inputs, parameters: fieldsOf(root.parameters), root, ...fileIn(root) };
}

/** Reads a body as a JSON object. */
export function readJson(body: Buffer): Fields {
	try {
		return fieldsOf(JSON.parse(body.toString('utf8')));
	} catch {
		throw invalid('The body is neither a file nor valid JSON');
	}
}

function fileIn({ inputs }: Fields): { file?: Buffer } {
	if (typeof inputs !== 'string') return {};
	const base64 = inputs.replace(/^data:[^,]*;base64,/, '');
	return /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(base64) ? { file: Buffer.from(base64, 'base64') } : {};
}
