import { tasks } from '../../nodes/shared/tasks';
import type { Domain } from '../../nodes/shared/tasks/task';
import type { Sandbox } from '../../sandbox';
import { DOMAIN_PAGES } from './addresses';
import { exampleOf } from './examples';
import { anchorOf, paragraphs } from './markdown';
import { taskSection } from './taskSection';

const NOTE =
	'`npm run docs` writes this page from the catalogue of tasks. The examples are real output of the node against the [sandbox](../sandbox/README.md). ' +
	'The sandbox imitates the format of real servers, but not their models. Long lists and files are cut (`...`).';

const SHARED = 'For the fields of all tasks, e.g. **Model** and **Options**, see [fields.md](fields.md).';

/**
 * Makes the page of a domain, with an example of each task.
 * @throws {Error} if the node fails on an example
 */
export async function domainPage(domain: Domain, sandbox: Sandbox): Promise<string> {
	const { title, intro } = DOMAIN_PAGES[domain];
	const own = tasks.filter((task) => task.domain === domain);
	const sections: string[] = [];
	for (const task of own) sections.push(taskSection(task, await exampleOf(task, sandbox)));
	const contents =
		own.length === 1
			? ''
			: own
					.map(
						({ name, description }) =>
							`- [${name}](#${anchorOf(name)}): ${description.charAt(0).toLowerCase()}${description.slice(1)}`,
					)
					.join('\n');
	return `${paragraphs(`# ${title}`, intro, NOTE, SHARED, contents, ...sections)}\n`;
}

/** The page of each domain, by its path from the root of the repository. */
export async function domainPages(sandbox: Sandbox): Promise<Record<string, string>> {
	const pages: Record<string, string> = {};
	for (const domain of Object.keys(DOMAIN_PAGES) as Domain[])
		pages[`docs/${DOMAIN_PAGES[domain].file}`] = await domainPage(domain, sandbox);
	return pages;
}
