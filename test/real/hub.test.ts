import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { startLocal, type LocalServer } from '../../local';
import { findHub, isReachable } from '../../local/hub/endpoint';
import { installModels } from '../../local/install';
import { demoFile, PATIENCE_MS, pictureItem, runAt } from './support';
import { DIRECTION, startStandInHub, type StandInHub } from './standInHub';

jest.setTimeout(PATIENCE_MS);

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';

/** The first words of the invoice's last line. */
const LINE = { left: 44, top: 625, width: 150, height: 30 };

let hub: StandInHub;
let local: LocalServer;
let packages: string;
const cache = mkdtempSync(join(tmpdir(), 'local-hub-'));
const said: string[] = [];

beforeAll(async () => {
	packages = await installModels();
	hub = await startStandInHub(packages);
	local = await start(hub.url);
}, PATIENCE_MS);

afterAll(async () => {
	await local?.close();
	await hub?.close();
	rmSync(cache, { recursive: true, force: true });
});

async function start(endpoint: string, models = [DIRECTION]): Promise<LocalServer> {
	const say = (line: string): void => void said.push(line);
	return await startLocal({ packages, say, hub: await findHub(endpoint, cache, models) });
}

/** A line of print from the invoice, as it stands or turned by half. */
function line(isTurned: boolean): Buffer {
	const page = PNG.sync.read(demoFile('invoice.png'));
	const { left, top, width, height } = LINE;
	const cut = new PNG({ width, height });
	PNG.bitblt(page, cut, left, top, width, height, 0, 0);
	if (isTurned)
		cut.data = Buffer.from(new Uint8Array(new Uint32Array(new Uint8Array(cut.data).buffer).reverse().buffer));
	return PNG.sync.write(cut);
}

async function direction(server: LocalServer, isTurned: boolean) {
	const items = [pictureItem(line(isTurned), 'image/png')];
	return await runAt(server.url, 'image-classification', DIRECTION.id, {}, { items });
}

it('downloads a model of the Hub at its first use, and runs it', async () => {
	const { json, error } = await direction(local, false);
	expect(error).toBeUndefined();
	expect(json[0]).toMatchObject({ label: 'upright' });
	expect(hub.requests).toContain(`/${DIRECTION.id}/resolve/main/onnx/model.onnx`);
	expect(said.join('\n')).toMatch(/Downloading stand-in\/text-direction: onnx\/model\.onnx, 100 %/);
});

it('answers by what the picture shows', async () => {
	const { json } = await direction(local, true);
	expect(json[0]).toMatchObject({ label: 'upside down' });
});

it('gives the answer under the id of the model that ran', async () => {
	const response = await fetch(`${local.url}/models/${DIRECTION.id}`, {
		method: 'POST',
		headers: { 'content-type': 'image/png' },
		body: new Uint8Array(line(false)),
	});
	expect(response.headers.get('x-model')).toBe(DIRECTION.id);
	expect(response.headers.get('x-sandbox')).toBeNull();
});

it('takes the model from its cache when it is started again, even where the Hub has gone', async () => {
	const again = await start(NOWHERE);
	try {
		expect((await direction(again, true)).json[0]).toMatchObject({ label: 'upside down' });
	} finally {
		await again.close();
	}
});

it('says so in an error where a model can be had neither from the Hub nor from the cache', async () => {
	const lost = { ...DIRECTION, id: 'stand-in/lost' };
	const server = await start(hub.url, [DIRECTION, lost]);
	try {
		const items = [pictureItem(line(false), 'image/png')];
		const { error } = await runAt(
			server.url,
			'image-classification',
			lost.id,
			{ options: { maxRetries: 0 } },
			{ items },
		);
		expect(error?.message).toContain('stand-in/lost');
	} finally {
		await server.close();
	}
});

it('knows a Hub that can be reached from one that cannot', async () => {
	expect(await isReachable(hub.url, DIRECTION.id)).toBe(true);
	expect(await isReachable(NOWHERE, DIRECTION.id)).toBe(false);
	expect(await findHub(NOWHERE, join(cache, 'empty'), [DIRECTION])).toBeUndefined();
});
