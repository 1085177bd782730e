import { startSandbox } from './';

function portFrom(words: readonly string[]): number {
	const place = words.indexOf('--port');
	const port = place < 0 ? 0 : Number(words[place + 1]);
	if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
	throw new Error('--port takes a number from 0 to 65535');
}

async function main(): Promise<void> {
	const sandbox = await startSandbox({ port: portFrom(process.argv.slice(2)), record: false });
	process.stdout.write(`sandbox listening on ${sandbox.url}\n`);
	const stop = () => void sandbox.close().then(() => process.exit(0));
	process.once('SIGTERM', stop);
	process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
});
