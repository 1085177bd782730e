import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { installOnce, pinnedVersion } from './cache';
import { run } from './processes';
import { phase } from './progress';

/** The minimum Node for n8n. */
const N8N_MAJOR = 24;

/** Major versions of Node, and the folders beside this file with their pinned minor versions. */
const PINS = { 20: 'node-20', 22: 'node-22', 24: 'node' } as const;

/** A pinned major version of Node. */
export type NodeMajor = keyof typeof PINS;

/** An installed Node. */
export interface NodeRuntime {
	node: string;
	/** Key for this Node's native modules. */
	version: string;
	/** Folder with include/node, if this Node has one. Otherwise node-gyp finds its own. */
	headers?: string;
}

/** The running Node if new enough for n8n, otherwise the pinned one. */
export async function nodeForN8n(): Promise<NodeRuntime> {
	if (majorOf(process.versions.node) < N8N_MAJOR) return await installNode(N8N_MAJOR);
	const headers = dirname(dirname(process.execPath));
	const hasHeaders = existsSync(join(headers, 'include', 'node', 'node.h'));
	return { node: process.execPath, version: process.versions.node, ...(hasHeaders ? { headers } : {}) };
}

/** Returns the pinned Node of a major version. Installs it into the cache if needed. Fails on unsupported systems. */
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

/** Environment for running `npm` and its children on the given Node. */
export function environmentOn(node: string): NodeJS.ProcessEnv {
	return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
}

/** The first number of a version. */
export function majorOf(version: string): number {
	return Number(version.split('.')[0]);
}
