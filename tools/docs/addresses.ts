import type { Domain, Task } from '../../nodes/shared/tasks/task';
import { anchorOf } from './markdown';

interface Page {
	readonly file: string;
	readonly title: string;
	readonly intro: string;
}

/** The page of each domain. */
export const DOMAIN_PAGES: Readonly<Record<Domain, Page>> = {
	Audio: { file: 'audio.md', title: 'Audio', intro: 'Tasks that hear, speak and make sounds.' },
	'Computer Vision': { file: 'computer-vision.md', title: 'Computer Vision', intro: 'Tasks that look at pictures and videos, and make them.' },
	Multimodal: { file: 'multimodal.md', title: 'Multimodal', intro: 'Tasks that look at a picture and a text together.' },
	Language: { file: 'nlp.md', title: 'Language', intro: 'Tasks that read, compare and write texts.' },
	Tabular: { file: 'tabular.md', title: 'Tables', intro: 'Tasks that work on the rows of a table. Questions about a table: [Table Question Answering](nlp.md#table-question-answering).' },
	Custom: { file: 'custom-request.md', title: 'Requests of Your Own', intro: "For everything that no other task covers, as Python's `InferenceClient.post()`." },
};

/** Where a task is told about, from the root of the repository. */
export function addressOf({ domain, name }: Task): string {
	return `docs/${DOMAIN_PAGES[domain].file}#${anchorOf(name)}`;
}
