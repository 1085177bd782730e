import type { FormPart } from './form';
import type { InputFile } from './inputFile';
import type { JsonValue } from './json';

/** The value of one field: plain JSON, or files that are opened when they are sent, alone or as fields of a form. */
export type ArgumentValue = JsonValue | InputFile | InputFile[] | FormPart[];

/** The values of a task's fields for one item, by field name. */
export type TaskArguments = Readonly<Record<string, ArgumentValue | undefined>>;
