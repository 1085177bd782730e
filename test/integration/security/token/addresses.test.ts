import type { IDataObject } from 'n8n-workflow';
import type { RunOptions, RunResult } from '../../support/engine';
import { classify, detailsOf, SECRET_HEADER, url, useServers } from './servers';

const servers = useServers();
const { contacted, filled, run } = servers;

interface Address {
	readonly what: string;
	readonly address: string;
	readonly type?: 'refusedHost' | 'invalidInput';
}

const REFUSED: readonly Address[] = [
	{ what: 'any other host', address: 'https://evil.test/' },
	{
		what: 'the Hub, where the credential names another',
		address: 'https://huggingface.co/api/models',
		type: 'invalidInput',
	},
	{ what: 'the Hub as the start of a host', address: 'https://huggingface.co.evil.test/x' },
	{ what: 'the router as the start of a host', address: 'https://router.huggingface.co.evil.test/x' },
	{
		what: 'an endpoint as the start of a host',
		address: 'https://abc.eu-west-1.aws.endpoints.huggingface.cloud.evil.test/',
	},
	{ what: 'the endpoints as the end of a label', address: 'https://evilendpoints.huggingface.cloud/' },
	{ what: 'the endpoints without a label', address: 'https://endpoints.huggingface.cloud/' },
	{ what: 'an empty label before the endpoints', address: 'https://.endpoints.huggingface.cloud/' },
	{ what: 'an underscore before the endpoints', address: 'https://_.endpoints.huggingface.cloud/' },
	{ what: 'the endpoints of another top level', address: 'https://abc.endpoints.huggingface.cloud.co/' },
	{ what: 'a dash for the dot of the endpoints', address: 'https://abc-endpoints.huggingface.cloud/' },
	{ what: 'an endpoint with a trailing dot', address: 'https://abc.endpoints.huggingface.cloud./' },
	{ what: 'an endpoint on another port', address: 'https://abc.endpoints.huggingface.cloud:8443/' },
	{ what: 'an endpoint over http', address: 'http://abc.endpoints.huggingface.cloud/' },
	{ what: 'an endpoint over http on the port of https', address: 'http://abc.endpoints.huggingface.cloud:443/' },
	{ what: 'another host of Hugging Face', address: 'https://datasets-server.huggingface.co/' },
	{ what: 'the other domain of Hugging Face', address: 'https://evil.hf.space/' },
	{ what: 'upper case', address: 'HTTPS://EVIL.TEST/' },
	{ what: 'white space around it', address: ' \n\thttps://evil.test/ ' },
	{ what: 'a user name', address: 'https://me@evil.test/', type: 'invalidInput' },
	{ what: 'a host as the user name', address: 'https://router.huggingface.co@evil.test/', type: 'invalidInput' },
	{
		what: 'a host and a port as the user',
		address: 'https://router.huggingface.co:443@evil.test/',
		type: 'invalidInput',
	},
	{ what: 'a user name before a host that is allowed', address: 'http://evil.test:x@{home}/', type: 'invalidInput' },
	{ what: 'an encoded dot', address: 'https://abc.endpoints.huggingface.cloud%2eevil.test/' },
	{ what: 'a backslash for the slash', address: 'https://evil.test\\@router.huggingface.co/' },
	{ what: 'backslashes for the slashes', address: 'https:\\\\evil.test\\x', type: 'invalidInput' },
	{ what: 'one slash', address: 'https:/evil.test/x', type: 'invalidInput' },
	{ what: 'three slashes', address: 'https:///evil.test/x' },
	{ what: 'a tab in the host', address: 'https://router.huggingface.co\t.evil.test/' },
	{ what: 'a line break in the host', address: 'https://router.hugging\nface.co.evil.test/' },
	{ what: 'a null character', address: 'https://router.huggingface.co\u0000.evil.test/', type: 'invalidInput' },
	{ what: 'an allowed host in the fragment', address: 'https://evil.test/#@router.huggingface.co' },
	{ what: 'an allowed host in the query', address: 'https://evil.test?@router.huggingface.co/' },
	{ what: 'an allowed host in the path', address: 'https://evil.test/https://router.huggingface.co/' },
	{ what: 'a letter that looks like a', address: 'https://router.huggingf\u0430ce.co/' },
	{ what: 'the same in punycode', address: 'https://router.xn--huggingfce-r5h.co/' },
	{ what: 'an ideographic full stop', address: 'https://abc.endpoints.huggingface.cloud\u3002evil.test/' },
	{ what: 'full-width letters', address: 'https://\uff45\uff56\uff49\uff4c.test/' },
	{ what: 'a soft hyphen', address: 'https://router.huggingface.co.ev\u00adil.test/' },
	{ what: 'a public address', address: 'http://8.8.8.8/' },
	{ what: 'a public address as a number', address: 'http://134744072/' },
	{ what: 'a public address in hex', address: 'http://0x08.0x08.0x08.0x08/' },
	{ what: 'a public address in octal', address: 'http://010.010.010.010/' },
	{ what: 'a public address inside IPv6', address: 'http://[::ffff:8.8.8.8]/' },
	{ what: 'a public IPv6 address', address: 'https://[2001:4860:4860::8888]/' },
	{ what: 'the metadata service of clouds', address: 'http://169.254.169.254/latest/meta-data/' },
	{ what: 'another port of this host', address: 'http://{away}/x' },
	{ what: 'this host as a number', address: 'http://2130706433:{port}/x' },
	{ what: 'this host in hex', address: 'http://0x7f.1:{port}/x' },
	{ what: 'this host in octal', address: 'http://0177.0.0.1:{port}/x' },
	{ what: 'this host, shortened', address: 'http://127.1:{port}/x' },
	{ what: 'this host inside IPv6', address: 'http://[::ffff:127.0.0.1]:{port}/x' },
	{ what: 'this host in IPv6', address: 'http://[::1]:{port}/x' },
	{ what: 'this host by its name', address: 'http://localhost:{port}/x' },
	{ what: 'all hosts', address: 'http://0.0.0.0:{port}/x' },
	{ what: 'a trailing dot behind an address', address: 'http://127.0.0.1.:{port}/x' },
	{ what: 'ftp', address: 'ftp://{away}/x', type: 'invalidInput' },
	{ what: 'a file', address: 'file://{away}/etc/passwd', type: 'invalidInput' },
	{ what: 'web sockets', address: 'ws://{away}/x', type: 'invalidInput' },
	{ what: 'a script', address: 'javascript://{away}/%0aalert(1)', type: 'invalidInput' },
	{ what: 'a port out of range', address: 'http://127.0.0.1:99999/x', type: 'invalidInput' },
];

const FROM: ReadonlyArray<{ from: string; model: (address: string) => IDataObject | string }> = [
	{ from: 'typed', model: (address) => url(address) },
	{ from: 'from an expression', model: () => url('={{ $json.address }}') },
	{ from: 'in the mode for names', model: () => ({ __rl: true, mode: 'id', value: '={{ $json.address }}' }) },
];

/** Undefined where n8n refuses the node's parameters before it runs. */
async function runChecked(parameters: IDataObject, more: Partial<RunOptions>): Promise<RunResult | undefined> {
	return await run(parameters, more).catch((error: unknown) => {
		if (error instanceof Error && error.name === 'WorkflowHasIssuesError') return undefined;
		throw error;
	});
}

describe.each(FROM)('A Model URL $from', ({ model }) => {
	it.each(REFUSED)('with $what is refused before any connection', async ({ address, type = 'refusedHost' }) => {
		const target = filled(address);
		// Where the editor's own check of a typed address fails, n8n does not run the node at all.
		const result = await runChecked(
			classify({ model: model(target), options: { headers: `{"${SECRET_HEADER}":"1"}` } }),
			{ items: [{ json: { address: target } }] },
		);
		if (result !== undefined) expect(detailsOf(result).type).toBe(type);
		if (result !== undefined && type === 'refusedHost')
			expect(detailsOf(result).description).toMatch(/'Allowed Hosts' in the credential/);
		expect(contacted).toEqual([]);
		expect([servers.home.requests.length, servers.away.requests.length]).toEqual([0, 0]);
	});
});
