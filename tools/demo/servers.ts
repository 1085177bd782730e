import { startLocal, type LocalServer } from '../../local';
import { findHub, hubEndpoint } from '../../local/hub/endpoint';
import { hubCache, installModels, sizeOf } from '../../local/install';
import { PACKAGED } from '../../local/models';
import { startSandbox } from '../../sandbox';
import { phase, say } from '../host/progress';
import type { CredentialJson } from '../host/serve';
import { demoCredential } from './credential';
import { playerOf, type Available } from './players';
import { STEPS } from './steps';
import { CREDENTIALS, type Part } from './workflow';

/** What the demo's nodes call, and what came of the search for it. */
export interface DemoServers {
	readonly parts: readonly Part[];
	/** Steps that this machine cannot do, and why. */
	readonly leftOut: ReadonlyArray<{ readonly name: string; readonly reason: string }>;
	readonly credentials: CredentialJson[];
	readonly close: () => Promise<void>;
}

const MB = 1024 ** 2;

/** Starts the server with real models and the sandbox, and finds who answers each step. Without the models the demo goes on. */
export async function startServers(token: string): Promise<DemoServers> {
	const local = await startModels();
	const sandbox = await startSandbox({ record: false });
	const found = STEPS.map((step) => ({ step, player: playerOf(step, availableAt(local, token)) }));
	const parts = found.flatMap(({ step, player }) => (typeof player === 'string' ? [] : [{ step, player }]));
	const leftOut = found.flatMap(({ step, player }) =>
		typeof player === 'string' ? [{ name: step.name, reason: player }] : [],
	);
	const address = local?.url ?? '';
	return {
		parts,
		leftOut,
		credentials: [
			demoCredential({ hubUrl: address, routerUrl: address }, CREDENTIALS.local),
			demoCredential({ accessToken: token }, CREDENTIALS.remote),
			demoCredential({ accessToken: 'hf_demo', hubUrl: sandbox.url, routerUrl: sandbox.url }, CREDENTIALS.sandbox),
		],
		close: async () => {
			await local?.close();
			await sandbox.close();
		},
	};
}

async function startModels(): Promise<LocalServer | undefined> {
	try {
		const packages = await installModels();
		const hub = await findHub(hubEndpoint(), hubCache());
		const server = await startLocal({ packages, hub, say });
		const engines = [...new Set(PACKAGED.map(({ engine }) => engine))];
		await phase('Loading the real models', async () => await server.probe(engines));
		say(
			`Real models are served on ${server.url} (${Math.round(sizeOf(packages) / MB)} MB on disk with their libraries)`,
		);
		if (hub === undefined) say(`No models of the Hub: ${hubEndpoint()} is out of reach`);
		else say(`Models of the Hub come from ${hub.isOffline ? 'an earlier download' : hub.endpoint}`);
		return server;
	} catch (error) {
		say(`The demo goes on without real models: ${error instanceof Error ? error.message : String(error)}`);
		return undefined;
	}
}

function availableAt(local: LocalServer | undefined, token: string): Available {
	const broken = local?.unloadable() ?? {};
	const models = local?.models ?? [];
	const missing = models.flatMap(({ id, engine }) => (engine in broken ? [[id, broken[engine] ?? '']] : []));
	const chatModel = models.find(({ tasks }) => 'chat-completion' in tasks)?.id;
	return {
		local: new Set(models.filter(({ engine }) => !(engine in broken)).map(({ id }) => id)),
		missing: Object.fromEntries(missing),
		...(chatModel !== undefined && { chatModel }),
		hasToken: token !== '',
	};
}
