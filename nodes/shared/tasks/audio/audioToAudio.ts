import { file } from '../../fields/field';
import { audioParts } from '../answers/files';
import { task } from '../task';

export const audioToAudio = task({
	id: 'audio-to-audio',
	name: 'Audio to Audio',
	action: 'Separate or enhance audio',
	description: 'Sounds made from a sound, e.g. each speaker for itself, or the same without noise',
	domain: 'Audio',
	inputs: [file('audio')],
	answer: audioParts,
});
