import { readReadme, withTaskTable } from './readme';
import { fieldsPage } from './fieldsPage';
import { migrationPage } from './migration/page';

/** The pages without output of the node, by their path from the root of the repository. */
export function plainPages(): Record<string, string> {
	return {
		'README.md': withTaskTable(readReadme()),
		'docs/fields.md': fieldsPage(),
		'docs/migration.md': migrationPage(),
	};
}
