import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The parts of JSON Schema in Hugging Face's task schemas. */
export interface Schema {
	readonly type?: string;
	readonly enum?: ReadonlyArray<string | boolean>;
	readonly const?: string;
	readonly oneOf?: readonly Schema[];
	readonly anyOf?: readonly Schema[];
	readonly allOf?: readonly Schema[];
	readonly items?: Schema;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly additionalProperties?: Schema;
	readonly minimum?: number;
	readonly exclusiveMinimum?: number;
	readonly maximum?: number;
	readonly maxItems?: number;
	readonly comment?: string;
	readonly $ref?: string;
	readonly $defs?: Readonly<Record<string, Schema>>;
	readonly definitions?: Readonly<Record<string, Schema>>;
}

type SchemaFile = 'input.json' | 'output.json';

const TASKS = resolve(__dirname, '../../../node_modules/@huggingface/tasks/src/tasks');

function read(path: string): Schema {
	return JSON.parse(readFileSync(join(TASKS, path), 'utf8')) as Schema;
}

const common = read('common-definitions.json');

/** Ids of tasks with a schema of this kind. */
export function tasksWith(file: SchemaFile): string[] {
	return readdirSync(TASKS).filter((id) => existsSync(join(TASKS, id, 'spec', file)));
}

export function readSchema(taskId: string, file: SchemaFile): Schema {
	return read(join(taskId, 'spec', file));
}

/** Resolves a reference. Returns a schema without a reference unchanged. */
export function resolved(schema: Schema, root: Schema): Schema {
	const [only, ...others] = schema.allOf ?? [];
	if (only !== undefined && others.length === 0) return resolved(only, root);
	if (schema.$ref === undefined) return schema;
	const name = schema.$ref.split('/').pop() ?? '';
	const target = schema.$ref.startsWith('#') ? root.$defs?.[name] : common.definitions?.[name];
	if (target === undefined) throw new Error(`unknown reference ${schema.$ref}`);
	return resolved(target, root);
}

/** One property of a request, at its dot path. */
export interface Property {
	readonly path: string;
	readonly schema: Schema;
}

/** Objects shown as single fields. */
const OPENED = ['inputs', 'parameters', 'generation_parameters'];

/** Every property of a task's request, with `inputs`, `parameters` and `generation_parameters` flattened. */
export function propertiesOf(taskId: string): Property[] {
	const root = readSchema(taskId, 'input.json');
	return collect(root, root, '');
}

function collect(schema: Schema, root: Schema, path: string): Property[] {
	return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
		const inner = resolved(property, root);
		const at = path === '' ? name : `${path}.${name}`;
		const isOpened = OPENED.includes(name) && inner.type === 'object' && inner.properties !== undefined;
		return isOpened ? collect(inner, root, at) : [{ path: at, schema: inner }];
	});
}
