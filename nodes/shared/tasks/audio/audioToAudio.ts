import { file } from '../../fields/field';
import { audioParts } from '../answers/files';
import { task } from '../task';

export const audioToAudio = task({
	id: 'audio-to-audio',
	name: 'Audio to Audio',
	action: 'Separate or enhance audio',
	description: 'Splits or cleans a recording, e.g. into one sound per speaker, or by removing noise',
	domain: 'Audio',
	inputs: [file('audio')],
	answer: audioParts,
});
