import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tasks } from '../../../nodes/shared/tasks';
import type { Domain } from '../../../nodes/shared/tasks/task';
import { DOMAIN_PAGES } from '../../../tools/docs/addresses';
import { exampleOf } from '../../../tools/docs/examples';
import { fieldsPage } from '../../../tools/docs/fieldsPage';
import { outputsOf } from '../../../tools/docs/outputs';
import { domainPage } from '../../../tools/docs/pages';
import { useSandbox } from '../support/sandbox';

const DOCS = join(__dirname, '..', '..', '..', 'docs');

const sandbox = useSandbox();

/** Node versions compress pictures to different sizes. */
function withoutSizes(page: string): string {
	return page.replace(/("fileSize": )\d+/g, '$10');
}

describe.each(Object.keys(DOMAIN_PAGES) as Domain[])('the page of the domain %s', (domain) => {
	it('matches the catalogue and the examples of the node (npm run docs writes it)', async () => {
		const written = readFileSync(join(DOCS, DOMAIN_PAGES[domain].file), 'utf8');
		expect(withoutSizes(written)).toBe(withoutSizes(await domainPage(domain, sandbox.current())));
	});
});

it.each(tasks.map((task) => [task.id, task] as const))('explains each output key of %s', async (_id, task) => {
	const { json } = await exampleOf(task, sandbox.current());
	const explained = outputsOf(task);
	const mayBeMore = explained.some(({ key }) => key === '...');
	expect(Object.keys(json).filter((key) => !mayBeMore && !explained.some((output) => output.key === key))).toEqual([]);
	expect(explained.filter(({ key, when }) => when === undefined && !(key in json))).toEqual([]);
});

it('lists each option once', () => {
	const [, options = ''] = fieldsPage().split('## Options');
	const names = [...(options.split('\n## ')[0] ?? '').matchAll(/^\|[^|]+\| `(\w+)` \|/gm)].map(([, name]) => name);
	expect(names.length).toBeGreaterThan(10);
	expect(names).toEqual([...new Set(names)]);
});
