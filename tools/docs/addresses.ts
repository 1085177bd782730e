import type { Domain, Task } from '../../nodes/shared/tasks/task';
import { anchorOf } from './markdown';

interface Page {
	readonly file: string;
	readonly title: string;
	readonly intro: string;
}

/** The page of each domain. */
export const DOMAIN_PAGES: Readonly<Record<Domain, Page>> = {
	Audio: { file: 'audio.md', title: 'Audio', intro: 'Tasks for speech, music and other sounds.' },
	'Computer Vision': {
		file: 'computer-vision.md',
		title: 'Computer Vision',
		intro: 'Tasks for analyzing and generating images and videos.',
	},
	Multimodal: { file: 'multimodal.md', title: 'Multimodal', intro: 'Tasks for an image and a text together.' },
	Language: { file: 'nlp.md', title: 'Language', intro: 'Tasks for reading, comparing and writing texts.' },
	Tabular: {
		file: 'tabular.md',
		title: 'Tables',
		intro:
			'Tasks for the rows of a table. For questions about a table, see [Table Question Answering](nlp.md#table-question-answering).',
	},
	Custom: {
		file: 'custom-request.md',
		title: 'Requests of Your Own',
		intro: "For anything no other task covers, like Python's `InferenceClient.post()`.",
	},
};

/** Address of a task's section, from the root of the repository. */
export function addressOf({ domain, name }: Task): string {
	return `docs/${DOMAIN_PAGES[domain].file}#${anchorOf(name)}`;
}
