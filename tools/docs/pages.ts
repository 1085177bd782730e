import { tasks } from '../../nodes/shared/tasks';
import type { Domain } from '../../nodes/shared/tasks/task';
import type { Sandbox } from '../../sandbox';
import { DOMAIN_PAGES } from './addresses';
import { exampleOf } from './examples';
import { anchorOf, paragraphs } from './markdown';
import { taskSection } from './taskSection';

const NOTE =
	'Written by `npm run docs` from the catalogue of tasks. The examples were made by the built node against the [sandbox](../sandbox/README.md), which plays ' +
	'models by simple rules: their form is that of the real servers, their wisdom is not. Long lists and files in them are cut (`...`).';

const SHARED = 'Fields that all tasks share, e.g. **Model** and **Options**, are in [fields.md](fields.md).';

/**
 * The page of a domain, with an example of each task.
 * @throws {Error} where the node fails on an example
 */
export async function domainPage(domain: Domain, sandbox: Sandbox): Promise<string> {
	const { title, intro } = DOMAIN_PAGES[domain];
	const own = tasks.filter((task) => task.domain === domain);
	const sections: string[] = [];
	for (const task of own) sections.push(taskSection(task, await exampleOf(task, sandbox)));
	const contents = own.length === 1 ? '' : own.map(({ name, description }) => `- [${name}](#${anchorOf(name)}): ${description.charAt(0).toLowerCase()}${description.slice(1)}`).join('\n');
	return `${paragraphs(`# ${title}`, intro, NOTE, SHARED, contents, ...sections)}\n`;
}

/** The page of each domain, by its path from the root of the repository. */
export async function domainPages(sandbox: Sandbox): Promise<Record<string, string>> {
	const pages: Record<string, string> = {};
	for (const domain of Object.keys(DOMAIN_PAGES) as Domain[]) pages[`docs/${DOMAIN_PAGES[domain].file}`] = await domainPage(domain, sandbox);
	return pages;
}
