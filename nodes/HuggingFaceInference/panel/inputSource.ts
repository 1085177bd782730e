import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { shownFor } from '../../shared/panel/property';
import type { ShownWhen } from '../../shared/fields/field';

type Shown = (more: ShownWhen) => IDisplayOptions;

/** Makes the fields for a file's origin. Tasks with the same condition share one set. */
export function inputSourceProperties(operations: readonly string[], shownWhen: ShownWhen = {}): INodeProperties[] {
	const shown: Shown = (more) => shownFor(operations, { ...shownWhen, ...more });
	return [source(false, shown), source(true, shown), ...places(shown)];
}

/** An agent has no files, but may know a URL. */
function source(isTool: boolean, shown: Shown): INodeProperties {
	return {
		displayName: 'Input Source',
		name: 'inputSource',
		type: 'options',
		options: [
			{ name: 'Binary File', value: 'binary', description: 'File in the input item' },
			{ name: 'URL', value: 'url', description: 'File to download first' },
			{ name: 'File Path', value: 'path', description: "File on the n8n host, in one of n8n's allowed folders" },
		],
		default: 'binary',
		...(isTool && { default: 'url' }),
		description: 'Origin of the file',
		displayOptions: shown({ '@tool': [isTool] }),
	};
}

function places(shown: Shown): INodeProperties[] {
	return [
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the input field containing the file',
			description: 'Name of the binary input field',
			placeholder: 'e.g. data',
			displayOptions: shown({ inputSource: ['binary'] }),
		},
		{
			displayName: 'URL',
			name: 'inputUrl',
			type: 'string',
			default: '',
			required: true,
			description: 'URL of the file. The download never carries the access token.',
			placeholder: 'e.g. https://example.com/photo.jpg',
			displayOptions: shown({ inputSource: ['url'] }),
		},
		{
			displayName: 'File Path',
			name: 'inputPath',
			type: 'string',
			default: '',
			required: true,
			description: 'Full path of the file on the n8n host',
			placeholder: 'e.g. /home/node/.n8n-files/photo.jpg',
			displayOptions: shown({ inputSource: ['path'] }),
		},
	];
}
