import fc from 'fast-check';
import { InferenceError } from '../../../nodes/shared/client/errors';
import { makeService } from '../../../nodes/shared/client/service';
import {
	assertMayReceiveToken,
	isLocalHost,
	parseUrl,
	type TokenPolicy,
} from '../../../nodes/shared/client/tokenPolicy';
import { codePoint } from '../codePoint';

const policyOf = (allowedHosts = '', endpointUrl = ''): TokenPolicy =>
	makeService({ allowedHosts, endpointUrl }).policy;

/** Without jest's `expect`, which takes longer than the policy: properties ask some ten thousand times. */
function mayReceive(address: string, policy: TokenPolicy): boolean {
	const refusal = thrownBy(() => assertMayReceiveToken(parseUrl(address, 'Model'), policy));
	if (refusal !== undefined && !isRefusal(refusal)) throw refusal;
	return refusal === undefined;
}

function thrownBy(work: () => void): unknown {
	try {
		work();
		return undefined;
	} catch (error) {
		return error;
	}
}

function isRefusal(error: unknown): boolean {
	if (!(error instanceof InferenceError)) return false;
	const { type, advice } = error.details;
	return ['refusedHost', 'invalidInput'].includes(type) && typeof advice === 'string';
}

/** Hosts allowed by default, written again independently of the code. */
function isHome({ protocol, hostname, port }: URL): boolean {
	if (protocol !== 'https:' || port !== '') return false;
	if (hostname === 'huggingface.co' || hostname === 'router.huggingface.co') return true;
	const labels = hostname.split('.');
	return (
		labels.length > 3 &&
		labels.slice(-3).join('.') === 'endpoints.huggingface.cloud' &&
		labels.every((label) => label !== '')
	);
}

const label = fc.constantFrom(
	'huggingface',
	'co',
	'router',
	'endpoints',
	'cloud',
	'evil',
	'com',
	'abc',
	'xn--abc',
	'a-b',
	'_',
	'',
	'hugging\u200bface',
	'\u0441o',
	'%65ndpoints',
	'*',
);
const separator = fc.constantFrom(
	'.',
	'.',
	'.',
	'.',
	'\u3002',
	'-',
	'..',
	'@',
	'\\',
	'/',
	'#',
	'?',
	':',
	'\t',
	'%2e',
	'%2f',
	'\n',
);
const host = fc
	.array(fc.tuple(label, separator), { minLength: 1, maxLength: 6 })
	.map((parts) => parts.flat().slice(0, -1).join(''));
const scheme = fc.constantFrom(
	'https://',
	'https://',
	'https://',
	'http://',
	'HTTPS://',
	'https:/',
	'https:',
	'//',
	'ftp://',
	' https://',
	'https:\\\\',
	'javascript:',
	'data:',
);
const escaped = fc.string({ unit: codePoint, maxLength: 10 }).map(encodeURIComponent);
const address = fc.oneof(
	fc
		.tuple(
			scheme,
			host,
			fc.constantFrom('', ':443', ':80', ':8080', ':', ':0'),
			fc.constantFrom('', '/', '/x?y#z', '/@router.huggingface.co'),
		)
		.map((parts) => parts.join('')),
	// `fc.webUrl` gives the same, and takes a second to set up.
	fc
		.tuple(fc.constantFrom('http', 'https'), fc.domain(), escaped, escaped, escaped)
		.map(([protocol, domain, path, query, fragment]) => `${protocol}://${domain}/${path}?${query}#${fragment}`),
	fc.string({ unit: codePoint, maxLength: 40 }),
	fc.tuple(scheme, fc.string({ unit: 'grapheme', maxLength: 20 })).map((parts) => parts.join('')),
);

describe('The token', () => {
	it("goes only to Hugging Face's hosts, for any spelling of an address", () => {
		const policy = policyOf();
		fc.assert(
			fc.property(address, (text) => !mayReceive(text, policy) || isHome(new URL(text.trim()))),
			{ numRuns: 4000 },
		);
	});

	it('goes to an endpoint with any labels', () => {
		const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/).filter((text) => !text.startsWith('xn--'));
		fc.assert(
			fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (labels) =>
				mayReceive(`https://${labels.join('.')}.endpoints.huggingface.cloud/x`, policyOf()),
			),
			{ numRuns: 500 },
		);
	});

	it('goes to an allowed host, but not to names that merely contain it', () => {
		fc.assert(
			fc.property(fc.domain(), fc.domain(), (allowed, other) => {
				const policy = policyOf(allowed);
				expect(mayReceive(`https://${allowed.toUpperCase()}/`, policy)).toBe(true);
				for (const text of [
					`https://${allowed}.${other}/`,
					`https://${other}.${allowed}/`,
					`https://${allowed}@${other}/`,
					`https://${other}/${allowed}`,
					`https://${other}#${allowed}`,
					`https://${allowed}./`,
				]) {
					expect(mayReceive(text, policy)).toBe(false);
				}
				expect(mayReceive(`http://${allowed}/`, policy)).toBe(isLocalHost(allowed));
			}),
			{ numRuns: 300 },
		);
	});

	it('ignores entries for more than one host', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.oneof(
						fc.constantFrom(
							'*',
							'*.com',
							'.com',
							'com',
							'.',
							'/',
							'//',
							'https://',
							'*:*',
							'0.0.0.0/0',
							'::/0',
							'[::]',
							'?',
							'#',
							'@',
							'a@',
							'%2a',
						),
						fc.string({ unit: codePoint, maxLength: 6 }).filter((text) => !/evil/i.test(text)),
					),
					{ maxLength: 4 },
				),
				(entries) => !mayReceive('https://evil.example.com/', policyOf(entries.join(','))),
			),
			{ numRuns: 1000 },
		);
	});

	it('never goes to a public address, in any form', () => {
		const byte = fc.integer({ min: 0, max: 255 });
		fc.assert(
			fc.property(byte, byte, byte, byte, (a, b, c, d) => {
				const number = ((a * 256 + b) * 256 + c) * 256 + d;
				const forms = [
					`${a}.${b}.${c}.${d}`,
					String(number),
					`0x${number.toString(16)}`,
					`${a}.${b * 65536 + c * 256 + d}`,
					`0${a.toString(8)}.0${b.toString(8)}.0${c.toString(8)}.0${d.toString(8)}`,
					`[::ffff:${a}.${b}.${c}.${d}]`,
				];
				// Allowing one address allows all its forms, and http for private ones.
				const isPrivate =
					a === 127 ||
					a === 10 ||
					(a === 172 && b >= 16 && b < 32) ||
					(a === 192 && b === 168) ||
					(a === 169 && b === 254);
				const wrong = forms.filter(
					(form) =>
						mayReceive(`http://${form}/`, policyOf()) || mayReceive(`http://${form}/`, policyOf(form)) !== isPrivate,
				);
				expect(wrong).toEqual([]);
			}),
			{ numRuns: 500 },
		);
	});
});
