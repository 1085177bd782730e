import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { ShownWhen } from '../../shared/fields/field';
import { OPTIONS, type Condition, type Option } from '../../shared/fields/options';
import { toProperty } from '../../shared/panel/property';
import type { Task } from '../../shared/tasks/task';

/** The options collection; each entry is shown for the tasks that can use it. */
export function optionsProperty(tasks: readonly Task[]): INodeProperties {
	const shared: readonly Option[] = Object.values(OPTIONS);
	const options = [...shared.flatMap((option) => propertiesOf(option, tasks)), ...tasks.flatMap(ownOptions)];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		description: 'Settings for requests and output',
		options: options.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** One property for each condition under which an option is shown. */
function propertiesOf({ field, fits, show = [{}], hide }: Option, tasks: readonly Task[]): INodeProperties[] {
	const operations = fits && { '/operation': tasks.filter(fits).map(({ id }) => id) };
	return show.map((condition) => {
		const shown = { ...operations, ...copied(condition) };
		const isAlways = Object.keys(shown).length === 0 && hide === undefined;
		return toProperty(field, isAlways ? undefined : { show: shown, ...(hide && { hide: copied(hide) }) });
	});
}

/** The fields of a task that stand among the options. */
function ownOptions({ id, options }: Task): INodeProperties[] {
	return options.map((field) => toProperty(field, { show: { '/operation': [id], ...fromRoot(field.shownWhen) } }));
}

function copied(condition: Condition): NonNullable<IDisplayOptions['show']> {
	return Object.fromEntries(Object.entries(condition).map(([name, values]) => [name, [...values]]));
}

/** A condition on the fields beside the options, as n8n names these from inside a collection. */
function fromRoot(shownWhen: ShownWhen = {}): NonNullable<IDisplayOptions['show']> {
	return Object.fromEntries(Object.entries(shownWhen).map(([name, values]) => [`/${name}`, [...values]]));
}
