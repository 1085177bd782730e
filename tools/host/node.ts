import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { installOnce, pinnedVersion } from './cache';
import { run } from './processes';
import { phase } from './progress';

/** The Node that n8n wants. */
const N8N_MAJOR = 24;

/** A major version of Node, and the folder beside this file that pins its minor one. */
const PINS = { 20: 'node-20', 22: 'node-22', 24: 'node' } as const;

/** A major version of Node that is pinned here. */
export type NodeMajor = keyof typeof PINS;

/** A Node to run programs on. */
export interface NodeRuntime {
	node: string;
	/** What tells this Node's native modules from another's. */
	version: string;
	/** The folder that holds include/node, where it came with this Node; node-gyp finds its own otherwise. */
	headers?: string;
}

/** The running Node where it is new enough for n8n, else the pinned one. */
export async function nodeForN8n(): Promise<NodeRuntime> {
	if (majorOf(process.versions.node) < N8N_MAJOR) return await installNode(N8N_MAJOR);
	const headers = dirname(dirname(process.execPath));
	const hasHeaders = existsSync(join(headers, 'include', 'node', 'node.h'));
	return { node: process.execPath, version: process.versions.node, ...(hasHeaders ? { headers } : {}) };
}

/** The pinned Node of a major version, installed into the cache first where it is not there yet; fails where none is packaged for this system. */
export async function installNode(major: NodeMajor): Promise<NodeRuntime> {
	const pins = PINS[major];
	const packageName = `node-${process.platform}-${process.arch}`;
	const version = pinnedVersion(pins, packageName);
	if (version === undefined) {
		throw new Error(
			`Node ${major} is needed beside your ${process.versions.node}, and there is no packaged one for ` +
				`${process.platform} on ${process.arch}. Install Node ${major} and run the command on it.`,
		);
	}
	const folder = await installOnce(pins, version, async (partial) => {
		await phase(
			`Installing Node ${version}, which is needed beside your ${process.versions.node} (once; 10 seconds)`,
			async () => {
				await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: partial, scratch: [partial] });
			},
		);
	});
	const headers = join(folder, 'node_modules', packageName);
	return { node: join(headers, 'bin', 'node'), version, headers };
}

/** The environment in which `npm` and everything below it run on the given Node. */
export function environmentOn(node: string): NodeJS.ProcessEnv {
	return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
}

/** The first number of a version. */
export function majorOf(version: string): number {
	return Number(version.split('.')[0]);
}
