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

test.each(readdirSync(SCREENSHOTS))('the screenshot %s is small, and shown in the README', (name) => {
	expect(statSync(join(SCREENSHOTS, name)).size).toBeLessThan(LARGEST_PICTURE);
	expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`docs/images/${name}`);
});
