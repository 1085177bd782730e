/** New names for parts of an ONNX model. */
export interface NewNames {
	/** Of tensors, wherever nodes read or write them. */
	readonly tensors: Readonly<Record<string, string>>;
	/** Of the graph's inputs and outputs. */
	readonly ports: Readonly<Record<string, string>>;
}

/** Field numbers of ONNX's protocol buffers. Source: onnx.proto3, ModelProto, GraphProto, NodeProto and ValueInfoProto. */
const GRAPH = 7;
const NODE = 1;
const NODE_TENSORS = [1, 2];
const PORTS = [11, 12];
const PORT_NAME = 1;

type Rewrite = (field: number, bytes: Buffer) => Buffer;

/** The same model with other names, so that a library that wants its own names can run it. */
export function renamed(model: Buffer, { tensors, ports }: NewNames): Buffer {
	const named = (names: Readonly<Record<string, string>>, bytes: Buffer): Buffer => {
		const name = names[bytes.toString('utf8')];
		return name === undefined ? bytes : Buffer.from(name);
	};
	const node: Rewrite = (field, bytes) => (NODE_TENSORS.includes(field) ? named(tensors, bytes) : bytes);
	const port: Rewrite = (field, bytes) => (field === PORT_NAME ? named(ports, bytes) : bytes);
	const graph: Rewrite = (field, bytes) => {
		if (field === NODE) return rewritten(bytes, node);
		return PORTS.includes(field) ? rewritten(bytes, port) : bytes;
	};
	return rewritten(model, (field, bytes) => (field === GRAPH ? rewritten(bytes, graph) : bytes));
}

/** A message with its fields of bytes rewritten, and all others as they are. */
function rewritten(message: Buffer, rewrite: Rewrite): Buffer {
	const parts: Buffer[] = [];
	let place = 0;
	while (place < message.length) {
		const key = readNumber(message, place);
		const kind = key.value % 8;
		if (kind !== 2) {
			const end = kind === 0 ? readNumber(message, key.end).end : key.end + (kind === 1 ? 8 : 4);
			parts.push(message.subarray(place, end));
			place = end;
			continue;
		}
		const length = readNumber(message, key.end);
		place = length.end + length.value;
		const bytes = rewrite(Math.floor(key.value / 8), message.subarray(length.end, place));
		parts.push(numberBytes(key.value), numberBytes(bytes.length), bytes);
	}
	return Buffer.concat(parts);
}

/** A number of seven bits a byte, the lowest first. Large ones lose precision, and only their end is of use then. */
function readNumber(bytes: Buffer, start: number): { value: number; end: number } {
	let value = 0;
	let end = start;
	for (let factor = 1; ; factor *= 128) {
		const byte = bytes[end++] ?? 0;
		value += (byte % 128) * factor;
		if (byte < 128) return { value, end };
	}
}

function numberBytes(value: number): Buffer {
	const bytes: number[] = [];
	let rest = value;
	for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
	return Buffer.from([...bytes, rest]);
}
