import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainPages } from '../../../tools/docs/plain';
import { ROOT } from './messages';

it.each(Object.entries(plainPages()))('%s matches the catalogue (npm run docs writes it)', (path, text) => {
	expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
});
