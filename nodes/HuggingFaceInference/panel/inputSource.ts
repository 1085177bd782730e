import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from '../../shared/panel/property';
import type { ShownWhen } from '../../shared/fields/field';

/** The fields that say where a file comes from, for all tasks that take one under the same condition. */
export function inputSourceProperties(operations: readonly string[], shownWhen: ShownWhen = {}): INodeProperties[] {
	const shown = (more: ShownWhen) => shownFor(operations, { ...shownWhen, ...more });
	// An agent has no files to give, but may know an address.
	const source = (isTool: boolean): INodeProperties => ({
		displayName: 'Input Source',
		name: 'inputSource',
		type: 'options',
		options: [
			{ name: 'Binary File', value: 'binary', description: 'A file of the incoming item' },
			{ name: 'URL', value: 'url', description: 'A file that is downloaded first' },
			{ name: 'File Path', value: 'path', description: 'A file on the n8n host, in a folder that n8n may read' },
		],
		default: 'binary',
		...(isTool && { default: 'url' }),
		description: 'Where the file comes from',
		displayOptions: shown({ '@tool': [isTool] }),
	});
	return [
		source(false),
		source(true),
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the input field that holds the file',
			description: 'Name of the binary field of the incoming item',
			placeholder: 'e.g. data',
			displayOptions: shown({ inputSource: ['binary'] }),
		},
		{
			displayName: 'URL',
			name: 'inputUrl',
			type: 'string',
			default: '',
			required: true,
			description: 'Address of the file. The access token is not sent to it.',
			placeholder: 'e.g. https://example.com/photo.jpg',
			displayOptions: shown({ inputSource: ['url'] }),
		},
		{
			displayName: 'File Path',
			name: 'inputPath',
			type: 'string',
			default: '',
			required: true,
			description: 'Path of the file on the n8n host',
			placeholder: 'e.g. /home/node/.n8n-files/photo.jpg',
			displayOptions: shown({ inputSource: ['path'] }),
		},
	];
}
