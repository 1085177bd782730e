import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, start, type Supervised } from './processes';
import { freePort } from './serve';

const READY_WITHIN_MS = 60_000;
const DEBIAN_POSTGRES = '/usr/lib/postgresql';
const ACCOUNT = 'postgres';

/** A running server program, on the loopback interface only. */
export interface Service {
	port: number;
	stop(): Promise<void>;
}

/** Missing programs for queue mode, by their Debian package names. */
export function missingServices(): string[] {
	return [
		...(postgresPrograms() === undefined ? ['postgresql'] : []),
		...(isOnPath('redis-server') ? [] : ['redis-server']),
	];
}

/** Starts PostgreSQL in the folder, with an empty database. The user `n8n` owns it and needs no password. */
export async function startPostgres(folder: string): Promise<Service> {
	const programs = postgresPrograms();
	if (programs === undefined) throw new Error('PostgreSQL is not installed.');
	const data = join(folder, 'postgres');
	mkdirSync(data);
	const as = await asAccount(folder, data);
	const { command, args } = as(join(programs, 'initdb'), [
		'-D',
		data,
		'-U',
		'n8n',
		'-A',
		'trust',
		'-E',
		'UTF8',
		'--no-sync',
	]);
	await run(command, args, { cwd: folder });
	const port = await freePort();
	const settings = [
		'listen_addresses=127.0.0.1',
		'unix_socket_directories=',
		'fsync=off',
		'max_connections=60',
	].flatMap((setting) => ['-c', setting]);
	const postgres = as(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...settings]);
	const server = start(postgres.command, postgres.args, { cwd: folder, grace: 5_000 });
	await waitFor(server, 'PostgreSQL', async () => {
		await run(
			join(programs, 'pg_isready'),
			['-h', '127.0.0.1', '-p', String(port), '-U', 'n8n', '-d', 'postgres', '-q'],
			{ cwd: folder },
		);
	});
	return { port, stop: server.stop };
}

/** Starts Redis, in memory only. */
export async function startRedis(folder: string): Promise<Service> {
	const port = await freePort();
	const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'];
	const server = start('redis-server', args, { cwd: folder });
	await waitFor(server, 'Redis', async () => await canConnect(port));
	return { port, stop: server.stop };
}

/** The newest folder of PostgreSQL's programs. Debian keeps it off the PATH. */
function postgresPrograms(): string | undefined {
	if (!existsSync(DEBIAN_POSTGRES)) return undefined;
	return readdirSync(DEBIAN_POSTGRES)
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => join(DEBIAN_POSTGRES, version, 'bin'))
		.find((programs) => existsSync(join(programs, 'initdb')));
}

function isOnPath(program: string): boolean {
	return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** PostgreSQL refuses to run as root. For root, its own account runs it and owns its files. */
async function asAccount(
	folder: string,
	data: string,
): Promise<(command: string, args: string[]) => { command: string; args: string[] }> {
	if (process.getuid?.() !== 0) return (command, args) => ({ command, args });
	const [uid, gid] = await Promise.all(['-u', '-g'].map(async (id) => Number(await run('id', [id, ACCOUNT]))));
	chmodSync(folder, 0o755);
	chownSync(data, uid ?? 0, gid ?? 0);
	const switches = [`--reuid=${ACCOUNT}`, `--regid=${ACCOUNT}`, '--init-groups', '--'];
	return (command, args) => ({ command: 'setpriv', args: [...switches, command, ...args] });
}

async function waitFor(server: Supervised, name: string, check: () => Promise<void>): Promise<void> {
	const deadline = Date.now() + READY_WITHIN_MS;
	for (;;) {
		const failure = await check().then(
			() => undefined,
			(error: unknown) => error,
		);
		if (failure === undefined) return;
		if (server.hasEnded() || Date.now() > deadline) {
			await server.stop();
			throw new Error(`${name} did not start:\n${server.output().slice(-4_000)}`);
		}
		await sleep(100);
	}
}

async function canConnect(port: number): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const socket = createConnection({ port, host: '127.0.0.1' });
		socket.once('connect', () => resolve(void socket.destroy())).once('error', reject);
	});
}
