import { DataUrl, type PayloadObject } from '../../../../nodes/shared/client/payload';
import { hasAll, lacking, listed, needsOf } from '../../../../nodes/shared/inference/figures/needs';
import { model, provider } from './models';

const tool = { type: 'function', function: { name: 'f' } };
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,' } };
const user = (content: PayloadObject['content']) => ({ messages: [{ role: 'user', content: content ?? '' }] });

describe('A chat request needs', () => {
	it.each<[string, PayloadObject, string[]]>([
		['nothing for text', user('Hello'), []],
		['nothing for text in parts', user([{ type: 'text', text: 'Hello' }]), []],
		['nothing for an empty list of tools', { ...user('Hello'), tools: [] }, []],
		['tools', { ...user('Hello'), tools: [tool] }, ['tools']],
		['structured output for a schema', { response_format: { type: 'json_schema' } }, ['structured output']],
		['images', user([{ type: 'text', text: 'What is it?' }, image]), ['images']],
		[
			'all three',
			{ ...user([image]), tools: [tool], response_format: { type: 'json_schema' } },
			['tools', 'structured output', 'images'],
		],
	])('%s', (_what, body, needs) => expect(needsOf(body).must).toEqual(needs));

	it('structured output for JSON of any structure only where it can be had', () => {
		expect(needsOf({ response_format: { type: 'json_object' } })).toEqual({ must: [], all: ['structured output'] });
		expect(needsOf({ response_format: { type: 'text' } })).toEqual({ must: [], all: [] });
	});

	it('images also for a file that is encoded on its way', () => {
		const url = new DataUrl({} as DataUrl['file']);
		expect(needsOf(user([{ type: 'image_url', image_url: { url } }])).must).toEqual(['images']);
	});
});

describe('A provider lacks', () => {
	const all = ['tools', 'structured output', 'images'] as const;

	it('what it says no to', () => {
		expect(lacking(all, model([], { inputs: ['text'] }), provider('p', { tools: false }))).toEqual(['tools', 'images']);
	});

	it('nothing that it does not say', () => {
		expect(lacking(all, model([]), provider('p'))).toEqual([]);
		expect(hasAll(['tools'], provider('p'))).toBe(false);
		expect(hasAll(['tools', 'images'], provider('p', { tools: true }))).toBe(true);
	});
});

it('lists words as a sentence does', () => {
	expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['a', 'a and b', 'a, b and c']);
});
