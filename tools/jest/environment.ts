import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Script } from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { compileModulesOnce } from './compileOnce';
import { engineBundlePath } from './engineBundle';

type Packages = Record<string, unknown>;
type Require = (path: string) => unknown;
type Wrapper = (
	exports: Packages,
	require: Require,
	module: { exports: Packages },
	file: string,
	folder: string,
) => void;

let compiled: Script | undefined;

compileModulesOnce();

/**
 * Node's environment with n8n's engine. Each worker compiles the engine once, and each test file that imports it
 * evaluates it anew, so that no test file sees the state of another.
 */
export default class EngineEnvironment extends TestEnvironment {
	private packages: Packages | undefined;

	override async setup(): Promise<void> {
		await super.setup();
		const importFromEngine = (name: string, require: Require) => {
			this.packages ??= this.evaluate(require);
			return this.packages[name];
		};
		Object.assign(this.global, { importFromEngine });
	}

	override async teardown(): Promise<void> {
		this.packages = undefined;
		await super.teardown();
	}

	private evaluate(require: Require): Packages {
		const context = this.getVmContext();
		if (context === null) throw new Error('The test environment is torn down.');
		const path = engineBundlePath();
		const module: { exports: Packages } = { exports: {} };
		const wrapper: Wrapper = engine(path).runInContext(context);
		wrapper(module.exports, require, module, path, dirname(path));
		return module.exports;
	}
}

function engine(path: string): Script {
	const parameters = 'exports, require, module, __filename, __dirname';
	// For the stack of an error, jest reads all files that it names, in search of source maps. It skips other addresses.
	const filename = `n8n-engine:${basename(path)}`;
	compiled ??= new Script(`(function (${parameters}) {${readFileSync(path, 'utf8')}\n})`, { filename });
	return compiled;
}
