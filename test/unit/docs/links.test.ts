import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { anchorOf } from '../../../tools/docs/markdown';
import { ROOT } from './messages';

/** The new files in the recipes. */
const NEW = [
	'nodes/shared/tasks/nlp/emotionDetection.ts',
	'nodes/shared/inference/servers/acme.ts',
	'test/unit/inference/servers/acme.test.ts',
];

const FOLDERS = ['.', 'docs', 'examples', 'sandbox', 'tools'];

const pages = FOLDERS.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name)),
);

/** A page without code blocks and comments. */
function prose(path: string): string {
	return readFileSync(join(ROOT, path), 'utf8')
		.replace(/^ *```[\s\S]*?^ *```/gm, '')
		.replace(/<!--[\s\S]*?-->/g, '');
}

/** Addresses of links and pictures, in Markdown and in HTML. */
function linksOf(path: string): string[] {
	const text = prose(path).replace(/`[^`\n]*`/g, '');
	return [...text.matchAll(/\]\(([^)\s]+)[^)]*\)|(?:href|src|srcset)="([^"]+)"/g)].map(
		([, markdown, html]) => markdown ?? html ?? '',
	);
}

/** Anchors of the headings. Repeated ones are numbered. */
function anchorsOf(path: string): string[] {
	const seen = new Map<string, number>();
	return [...prose(path).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
		const anchor = anchorOf(heading);
		const count = seen.get(anchor) ?? 0;
		seen.set(anchor, count + 1);
		return count === 0 ? anchor : `${anchor}-${count}`;
	});
}

function problemOf(page: string, link: string): string | undefined {
	const [address = '', anchor] = link.split('#');
	const target = address === '' ? page : relative(ROOT, join(ROOT, dirname(page), decodeURIComponent(address)));
	if (!existsSync(join(ROOT, target))) return `${link}: there is no ${target}`;
	if (anchor === undefined || !target.endsWith('.md')) return undefined;
	return anchorsOf(target).includes(anchor) ? undefined : `${link}: ${target} has no heading for it`;
}

const linking = pages
	.map((page) => [page, linksOf(page).filter((link) => !/^[a-z]+:/i.test(link))] as const)
	.filter(([, links]) => links.length > 0);

it('finds the pages', () => {
	expect(linking.length).toBeGreaterThan(5);
});

it.each(linking)('%s links to existing pages and headings', (page, links) => {
	expect(links.map((link) => problemOf(page, link)).filter((problem) => problem !== undefined)).toEqual([]);
});

it.each(pages)('%s names existing files of the project', (page) => {
	const named = [...prose(page).matchAll(/`((?:test|nodes|docs|examples|tools|\.github)\/[\w./-]+)`/g)].map(
		([, path = '']) => path,
	);
	expect(named.filter((path) => !NEW.includes(path) && !existsSync(join(ROOT, path)))).toEqual([]);
});
