import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { BurstFigures } from './burst';
import { burstLines } from './burstReport';
import type { CredentialFigures, SoakFigures } from './inN8n';
import { ROWS, fixed, mediansOf, seconds, whole, type Measured, type Row } from './rows';
import { CLIENT_NAMES, type Sample } from './works';

/** All measurements. The key of a sample is `{client} {work}`. */
export interface Figures {
	readonly samples: Map<string, Sample[]>;
	credential?: CredentialFigures;
	soak?: SoakFigures;
	burst?: BurstFigures;
}

/** Maximum slowdown by a credential, and maximum growth of n8n's memory during the soak. */
const TOLERANCE = 1.1;

/** Makes the report as Markdown, and lists the missed aims. */
export function report(figures: Figures): { text: string; missed: string[] } {
	const measured: Measured = (client, work) => mediansOf(figures.samples.get(`${client} ${work}`) ?? []);
	const rows = ROWS.filter(({ works, clients }) =>
		works.every((work) => clients.every((client) => figures.samples.has(`${client} ${work}`))),
	);
	const lines = rows.map((row) => line(row, measured));
	const missed = rows.filter((row) => !row.isMet(measured)).map(({ title, aim }) => `${title}: ${aim}`);
	const credential = figures.credential && credentialLine(figures.credential);
	const soak = figures.soak && soakLines(figures.soak);
	if (credential?.isMet === false) missed.push('A stored credential');
	const burst = figures.burst && burstLines(figures.burst);
	if (soak?.isMet === false) missed.push('The soak');
	if (burst?.isMet === false) missed.push('The bursts');
	const text = [
		'# Benchmarks',
		'',
		...about(),
		'',
		'| work | undici | smallest node | this node | HTTP Request node | aim | ratio | met |',
		'| --- | --- | --- | --- | --- | --- | --- | --- |',
		...lines,
		...(credential ? [credential.line] : []),
		'',
		...whys(rows.filter((row) => !row.isMet(measured))),
		...(burst ? [...burst.lines, ''] : []),
		...(soak ? soak.lines : []),
	].join('\n');
	return { text: `${text.trimEnd()}\n`, missed };
}

/** Reasons for missed aims. */
function whys(rows: readonly Row[]): string[] {
	const reasons = rows.flatMap(({ title, why }) => (why === undefined ? [] : [`- **${title}**: ${why}`]));
	return reasons.length === 0 ? [] : ['## Not met', '', ...reasons, ''];
}

function line(row: Row, measured: Measured): string {
	const cells = CLIENT_NAMES.map((client) =>
		row.clients.includes(client) ? row.cell((work) => measured(client, work)) : '',
	);
	return `| ${[row.title, ...cells, row.aim, row.ratio?.(measured) ?? '', row.isMet(measured) ? 'yes' : '**no**'].join(' | ')} |`;
}

function credentialLine({ node, httpRequest }: CredentialFigures): { line: string; isMet: boolean } {
	const isMet = node.with <= node.without * TOLERANCE;
	const cell = (times: CredentialFigures['node']): string =>
		`${seconds(times.with)}, without ${seconds(times.without)}`;
	const cells = [
		'Stored credential, whole n8n server, 1,000 items',
		'',
		'',
		cell(node),
		cell(httpRequest),
		'within 10% of none',
		`${fixed(node.with / node.without, 2)} x`,
		isMet ? 'yes' : '**no**',
	];
	return { line: `| ${cells.join(' | ')} |`, isMet };
}

function soakLines({ items, done, failed, inOrder, calls, seconds: time, memoryMb }: SoakFigures): {
	lines: string[];
	isMet: boolean;
} {
	const [first = NaN, second = NaN, third = NaN, last = NaN] = memoryMb;
	const isFlat = last <= second * TOLERANCE;
	return {
		isMet: done + failed === items && inOrder && isFlat,
		lines: [
			'## Soak',
			'',
			`${whole(items)} items through a whole n8n, with *On Error* at *Continue*; in a hundred items two get 429 once, one 503 once, one 500, and one an answer that breaks off.`,
			'',
			'| items | answered | failed, with their reason | in order | calls | time | memory of n8n by quarters of the run | last within 10% of the second |',
			'| --- | --- | --- | --- | --- | --- | --- | --- |',
			`| ${[whole(items), whole(done), whole(failed), inOrder ? 'yes' : '**no**', whole(calls), `${fixed(time)} s`, [first, second, third, last].map((mb) => `${whole(mb)} MB`).join(', '), isFlat ? 'yes' : '**no**'].join(' | ')} |`,
		],
	};
}

function about(): string[] {
	const [cpu] = cpus();
	return [
		`Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run bench\`, with n8n ${versionOf('n8n')}, undici ${versionOf('undici')}, ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), everything on loopback.`,
		"Medians of five runs after one to warm up (15 for the CPU of an item: V8 compiles for the first 30,000); each client runs in a process of its own, on n8n's engine with its default expression engine. `undici` is",
		'a plain pool with as many connections as calls at once. The smallest node does the same inside n8n, with its storage and its binary data: the floor of a node.',
		'Memory is what the process grew by beyond what it held before the upload.',
	];
}

function versionOf(name: 'n8n' | 'undici'): string {
	const file = name === 'n8n' ? 'tools/host/n8n/package-lock.json' : 'package-lock.json';
	const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, { version: string }> };
	return packages[`node_modules/${name}`]?.version ?? '';
}
