import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { examples, pictureOf, TABLES, withTable } from '../../../tools/docs/exampleWorkflows';

const LARGEST_PICTURE = 300_000;

test.each(TABLES)('the table of examples in $file is current (npm run docs writes it)', ({ file, table }) => {
	const text = readFileSync(file, 'utf8');
	expect(text).toBe(withTable(text, table(examples())));
});

test.each(examples())('$file has a description, a last run and a picture', ({ file, about, parts, lastRun }) => {
	expect(about).toMatch(/^[A-Z].{40,}\.$/);
	expect(parts.every((task) => task !== '')).toBe(true);
	expect(lastRun).toMatch(/^\d{4}-\d\d-\d\d, n8n \d+\.\d+\.\d+$/);
	expect(statSync(pictureOf(file)).size).toBeLessThan(LARGEST_PICTURE);
});

const ROOT = resolve(__dirname, '../../..');
const SCREENSHOTS = join(ROOT, 'docs', 'images');

/** The text of the README and all pages. */
const pages = [join(ROOT, 'README.md'), ...readdirSync(join(ROOT, 'docs')).map((name) => join(ROOT, 'docs', name))]
	.filter((path) => path.endsWith('.md'))
	.map((path) => readFileSync(path, 'utf8'))
	.join('\n');

test.each(readdirSync(SCREENSHOTS))('the screenshot %s is small, and shown in a page', (name) => {
	expect(statSync(join(SCREENSHOTS, name)).size).toBeLessThan(LARGEST_PICTURE);
	expect(pages).toContain(`images/${name}`);
});
