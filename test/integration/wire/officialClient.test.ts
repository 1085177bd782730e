import { getProviderHelper } from '@huggingface/inference';
import { runNode } from '../support/engine';
import { useSandbox } from '../support/sandbox';
import { itemFor, taskIds, taskOf } from '../tasks/samples';
import { argumentsFor, fieldsFor } from './arguments';
import { DIFFERENCES, GENERAL } from './differences';
import { NOTED, noteAll } from './noted';
import { isOfficial, preparedByOfficialClient } from './official';
import type { Arguments, Place, WireRequest } from './request';

const sandbox = useSandbox();

/** The request that the built node makes; the sandbox notes and refuses it, so that there is one alone. */
async function sentByNode({ task, place }: Arguments, withParameters: boolean, address: string): Promise<WireRequest> {
	noteAll(sandbox.current());
	const model =
		place === 'endpoint'
			? { __rl: true, mode: 'url', value: address }
			: { __rl: true, mode: 'id', value: `sandbox/${task}` };
	const { error } = await runNode({
		parameters: { ...fieldsFor(task, withParameters), model, provider: 'hf-inference' },
		items: [itemFor(taskOf(task))],
		...(place === 'router' && { credential: sandbox.credential() }),
	});
	expect(error?.message).toContain(NOTED);
	const [request, ...others] = sandbox.current().requests.filter(({ method }) => method === 'POST');
	expect(others.map(({ path: further }) => further)).toEqual([]);
	if (request === undefined) throw new Error('no request was made');
	const { method, path, headers, body } = request;
	const contentType = headers['content-type'] ?? '';
	return {
		method,
		path,
		contentType,
		...(contentType.includes('json') ? { json: JSON.parse(body.toString()) } : { bytes: body.toString('base64') }),
	};
}

function shownWith(args: Arguments) {
	return DIFFERENCES.filter(({ tasks, when }) => tasks.includes(args.task) && (when?.(args) ?? true));
}

const places: readonly Place[] = ['endpoint', 'router'];
const cases = taskIds.flatMap((task) =>
	places.flatMap((place) =>
		[false, ...(taskOf(task).parameters.length > 0 ? [true] : [])].map((withParameters) => ({
			task,
			place,
			withParameters,
			what: withParameters ? 'every parameter' : 'no parameter',
		})),
	),
);

describe.each(cases)('$task at the $place with $what', ({ task, place, withParameters }) => {
	const args = argumentsFor(task, place, withParameters);
	const address = (): string => `${sandbox.current().url}/endpoint/${task}`;

	it('sends the same as the official client, except for the listed differences', async () => {
		let expected = await preparedByOfficialClient(args, address());
		for (const { instead } of shownWith(args)) expected = instead(expected, args);
		expect(await sentByNode(args, withParameters, address())).toEqual(expected);
	});
});

describe('the list of differences', () => {
	const shown = cases.flatMap(({ task, place, withParameters, what }) =>
		shownWith(argumentsFor(task, place, withParameters)).map((difference) => ({
			...difference,
			task,
			place,
			withParameters,
			what,
		})),
	);

	it.each(shown)(
		'still holds for $task at the $place with $what: $reason',
		async ({ task, place, withParameters, instead }) => {
			const args = argumentsFor(task, place, withParameters);
			const prepared = await preparedByOfficialClient(args, 'http://127.0.0.1/endpoint');
			expect(instead(prepared, args)).not.toEqual(prepared);
		},
	);
});

describe('the official client', () => {
	it('has a function for every task except the listed ones', () => {
		expect(taskIds.filter((id) => !isOfficial(id)).sort()).toEqual(Object.keys(GENERAL).sort());
	});

	it.each(Object.keys(GENERAL).filter((id) => !['conversational', 'custom-request'].includes(id)))(
		'still has no helper on hf-inference for %s',
		(id) => {
			expect(() => getProviderHelper('hf-inference', id as never)).toThrow();
		},
	);
});
