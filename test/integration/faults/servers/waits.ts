import { json, send, type Play } from '../hostile';
import { firstThen, type Case } from './case';

const LOADING = { error: 'Model sandbox/model is currently loading', estimated_time: 1 };
/** Four tries; a refusal does not count while the server answers another item. */
const REFUSED = { least: 4, most: 5 };
const tooMany = (headers: Record<string, string>): Play =>
	firstThen(({ response }) => json(response, 429, { error: 'Too many requests' }, headers));
const forASecond = (headers: Record<string, string>): Play => {
	let first: number | undefined;
	return ({ response, serve }) => {
		first ??= performance.now();
		if (performance.now() - first > 1000) serve();
		else json(response, 429, { error: 'Too many requests' }, headers);
	};
};
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

/** Waits. */
export const WAITS: readonly Case[] = [
	{
		server: 'answers 429 with Retry-After in seconds',
		play: tooMany({ 'retry-after': '1' }),
		ends: 'done',
		requests: 2,
		waits: [950, 2000],
	},
	{
		server: 'answers 429 with Retry-After 0',
		play: tooMany({ 'retry-after': '0' }),
		ends: 'done',
		requests: 2,
		waits: [0, 900],
	},
	{
		server: 'answers 429 with Retry-After as a date',
		play: firstThen(({ response }) => json(response, 429, {}, { 'retry-after': inSeconds(2) })),
		ends: 'done',
		requests: 2,
		waits: [900, 3000],
	},
	{
		server: 'answers 429 with a date that is over',
		play: tooMany({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
		ends: 'done',
		requests: 2,
		waits: [0, 900],
	},
	{
		server: 'answers 429 with a date, by a clock that is an hour slow',
		play: firstThen(({ response }) =>
			json(response, 429, {}, { date: inSeconds(-3600), 'retry-after': inSeconds(-3598) }),
		),
		ends: 'done',
		requests: 2,
		waits: [900, 3000],
	},
	{
		server: 'answers 429 for a second, and always with Retry-After 0',
		play: forASecond({ 'retry-after': '0' }),
		ends: 'done',
		requests: { most: 6 },
	},
	{
		server: 'answers 429 for a second, and always with a date that is over',
		play: forASecond({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
		ends: 'done',
		requests: { most: 6 },
	},
	{
		server: 'answers 429 with a Retry-After that means nothing',
		play: tooMany({ 'retry-after': 'soon' }),
		ends: 'done',
		requests: 2,
		waits: [100, 1500],
	},
	{
		server: 'answers 429 with a negative Retry-After',
		play: tooMany({ 'retry-after': '-30' }),
		ends: 'done',
		requests: 2,
		waits: [0, 1500],
	},
	{
		server: 'answers 429 with two Retry-After headers',
		play: firstThen(({ response }) => send(response, 429, '{}', { 'retry-after': ['1', '1'] })),
		ends: 'done',
		requests: 2,
		waits: [950, 2000],
	},
	{
		server: "answers 429 with the Hub's rate limit",
		play: tooMany({ ratelimit: '"api";r=0;t=1' }),
		ends: 'done',
		requests: 2,
		waits: [950, 2000],
	},
	{
		server: 'answers 429 with a rate limit that is not used up',
		play: tooMany({ ratelimit: '"api";r=7;t=300' }),
		ends: 'done',
		requests: 2,
		waits: [100, 1500],
	},
	{
		server: 'answers 429 without a word',
		play: firstThen(({ response }) => send(response, 429, '')),
		ends: 'done',
		requests: 2,
		waits: [100, 1500],
	},
	{
		server: 'answers 429, to come back in an hour',
		play: ({ response }) => json(response, 429, {}, { 'retry-after': '3600' }),
		options: { timeout: 30 },
		ends: 'rateLimit',
		requests: 1,
	},
	{
		server: 'answers 429 to everything',
		play: ({ response }) => json(response, 429, { error: 'slow down' }, { 'retry-after': '0' }),
		options: { maxRetries: 3 },
		ends: 'rateLimit',
		requests: REFUSED,
		says: /slow down/,
	},
	{
		server: 'answers 503 to everything',
		play: ({ response }) => json(response, 503, { error: 'overloaded' }, { 'retry-after': '0' }),
		options: { maxRetries: 3 },
		ends: 'server',
		requests: REFUSED,
		says: /overloaded/,
	},
	{
		server: 'loads its model for two calls',
		play: firstThen(({ response }) => json(response, 503, LOADING), 2),
		options: { maxRetries: 0 },
		ends: 'done',
		requests: 3,
	},
	{
		server: 'loads its model without end',
		play: ({ response }) => json(response, 503, LOADING),
		options: { timeout: 3 },
		ends: 'modelLoading',
		requests: { most: 8 },
	},
	{
		server: 'loads its model, and the user does not wait',
		play: ({ response }) => json(response, 503, LOADING),
		options: { waitForModel: false },
		ends: 'modelLoading',
		requests: 1,
	},
	{
		server: 'estimates a day until its model is loaded',
		play: firstThen(({ response }) => json(response, 503, { ...LOADING, estimated_time: 86_400 })),
		options: { timeout: 20 },
		ends: 'done',
		requests: 2,
	},
];
