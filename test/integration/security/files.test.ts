import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'hf-inference-files-'));
const allowed = join(folder, 'allowed');
const secret = join(folder, 'secret');
// n8n reads this when a file is asked for.
process.env.N8N_RESTRICT_FILE_ACCESS_TO = allowed;

import type { IDataObject } from 'n8n-workflow';
import { json, PNG_START, startHostile, type Hostile } from '../faults/hostile';
import { runNode, type RunResult } from '../support/engine';

let server: Hostile;

beforeAll(async () => {
	for (const name of [allowed, secret, join(allowed, 'below')]) mkdirSync(name);
	for (const name of [join(allowed, 'photo.png'), join(allowed, 'below', 'photo.png'), join(secret, 'photo.png')])
		writeFileSync(name, PNG_START);
	symlinkSync(secret, join(allowed, 'link'));
	symlinkSync(join(secret, 'photo.png'), join(allowed, 'link.png'));
	server = await startHostile(({ response }) => json(response, 200, [{ label: 'A', score: 1 }]));
});

afterAll(async () => {
	await server.close();
	rmSync(folder, { recursive: true });
});

async function look(inputPath: string): Promise<RunResult> {
	server.requests.length = 0;
	const model = { __rl: true, mode: 'url', value: `${server.url}/x` };
	return await runNode({
		parameters: { operation: 'image-classification', inputSource: 'path', inputPath, model },
		onError: 'continueRegularOutput',
	});
}

it.each(['photo.png', 'below/photo.png', 'below/../photo.png'])(
	"A file in n8n's allowed folder (%s) is sent",
	async (path) => {
		expect((await look(`${allowed}/${path}`)).json[0]).toMatchObject({ label: 'A' });
		expect(server.requests).toHaveLength(1);
	},
);

it.each([
	['/etc/passwd'],
	['/proc/self/environ'],
	[`${secret}/photo.png`],
	[`${allowed}/../secret/photo.png`],
	[`${allowed}/link/photo.png`],
	[`${allowed}/link.png`],
	[`${allowed}-other/photo.png`],
	[`file://${secret}/photo.png`],
	['../../../../../../etc/passwd'],
	[`${allowed}/photo.png\u0000.txt`],
	[`${allowed}`],
	[`${allowed}/nothing.png`],
	['~/.n8n/config'],
	['C:\\Windows\\win.ini'],
])('%j is refused, and nothing is sent', async (path) => {
	const { json: items } = await look(path);
	expect((items[0]?.details as IDataObject | undefined)?.type).toBe('invalidInput');
	expect(items[0]?.error).toMatch(/'File Path'/);
	expect(server.requests).toHaveLength(0);
});
