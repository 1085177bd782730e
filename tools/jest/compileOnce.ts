import vm, { Script } from 'node:vm';

interface Compiled {
	readonly source: string;
	readonly script: Script;
}

const compileAnew = vm.compileFunction;
const modules = new Map<string, Compiled>();

/**
 * Has jest compile each module once in a process. By itself, it compiles all modules again for each test file, which
 * takes longer than most tests. Test files share code alone: each one evaluates it in a context of its own.
 *
 * What jest gives for `import()` is left out: it needs a flag of Node, and would keep the context of each test file.
 */
export function compileModulesOnce(): void {
	vm.compileFunction = (source, parameters = [], options = {}) => {
		const { parsingContext, filename } = options;
		if (parsingContext === undefined || filename === undefined) return compileAnew(source, parameters, options);
		const script = compiled(source, `(function (${parameters.join(', ')}) {`, filename);
		return script.runInContext(parsingContext) as ReturnType<typeof compileAnew>;
	};
}

function compiled(source: string, head: string, filename: string): Script {
	const key = `${filename} ${head}`;
	const known = modules.get(key);
	if (known?.source === source) return known.script;
	const script = new Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
	modules.set(key, { source, script });
	return script;
}
