import {
	askedWait,
	isLoading,
	isRefusal,
	repeatOf,
	waitBefore,
	type FailedAnswer,
} from '../../../nodes/shared/client/retry';

const answer = (status: number, more: Partial<FailedAnswer> = {}): FailedAnswer => ({
	status,
	headers: {},
	text: '',
	elapsedMs: 10,
	...more,
});
const said = (status: number, json: FailedAnswer['json']): FailedAnswer =>
	answer(status, { json, text: JSON.stringify(json) });

describe('Whether a failed request may be sent again', () => {
	it.each<[string, FailedAnswer, string]>([
		['429', answer(429), 'counted'],
		['503 of a busy server', answer(503, { text: 'overloaded' }), 'counted'],
		['503 of a model that loads', said(503, { error: 'Model is currently loading' }), 'whileLoading'],
		['503 with an estimate', said(503, { error: 'x', estimated_time: 20 }), 'whileLoading'],
		['503 of an endpoint that wakes up', answer(503, { text: '503 Service Unavailable' }), 'whileLoading'],
		['502 of a gateway, quickly', answer(502, { text: '<html>' }), 'counted'],
		['504 of a gateway, late', answer(504, { text: '<html>', elapsedMs: 5_001 }), 'never'],
		['502 in JSON, which the model itself sent', said(502, { error: 'CUDA' }), 'never'],
		['502 of a cut JSON', answer(502, { headers: { 'content-type': 'application/json' }, text: '{"e' }), 'never'],
		['500', answer(500), 'never'],
		['400', answer(400), 'never'],
	])('%s', (_what, failed, repeat) => {
		expect(repeatOf(failed)).toBe(repeat);
	});

	it('a refusal is a 429 or a busy 503', () => {
		const loading = said(503, { error: 'loading' });
		expect([answer(429), answer(503), loading, answer(500)].map(isRefusal)).toEqual([true, true, false, false]);
		expect(isLoading(loading)).toBe(true);
	});
});

describe('The wait that a server asks for', () => {
	const HOUR = 3_600_000;
	const date = (fromNow: number): string => new Date(Date.now() + fromNow).toUTCString();

	it.each<[string, FailedAnswer, number | undefined]>([
		['seconds', answer(429, { headers: { 'retry-after': '3' } }), 3_000],
		['parts of a second', answer(503, { headers: { 'retry-after': '0.5' } }), 500],
		['a date that is over', answer(429, { headers: { 'retry-after': date(-HOUR) } }), 0],
		['words', answer(429, { headers: { 'retry-after': 'soon' } }), undefined],
		['nothing', answer(429), undefined],
		["the Hub's rate limit", answer(429, { headers: { ratelimit: '"api";r=0;t=12' } }), 12_000],
		['a rate limit that is not used up', answer(429, { headers: { ratelimit: '"api";r=7;t=12' } }), undefined],
		['a rate limit at another status', answer(503, { headers: { ratelimit: '"api";r=0;t=12' } }), undefined],
	])('%s', (_what, failed, wait) => {
		expect(askedWait(failed)).toBe(wait);
	});

	it("is counted by the server's clock where that is far off", () => {
		const headers = { date: date(-HOUR), 'retry-after': date(-HOUR + 2_000) };
		expect(askedWait(answer(429, { headers }))).toBe(2_000);
	});
});

describe('The wait before the next try', () => {
	it.each([
		[1, 125, 250],
		[2, 250, 500],
		[5, 2_000, 4_000],
		[30, 15_000, 30_000],
	])('doubles with jitter: after failure %d it is %d to %d ms', (tries, least, most) => {
		for (let i = 0; i < 50; i++) {
			const wait = waitBefore(tries, answer(429));
			expect(wait).toBeGreaterThanOrEqual(least);
			expect(wait).toBeLessThanOrEqual(most);
		}
	});

	it('is as asked, and backs off after a first Retry-After: 0', () => {
		const now = answer(429, { headers: { 'retry-after': '0' } });
		expect(waitBefore(1, now)).toBe(0);
		expect(waitBefore(2, now)).toBeGreaterThanOrEqual(125);
		expect(waitBefore(3, answer(429, { headers: { 'retry-after': '60' } }))).toBe(60_000);
	});
});
