import { outputOf, type Execution } from '../../tools/host/client';
import { checkAnswer } from './answers';
import { domains, domainWorkflow, sampleFiles, START, workflowId } from './domains';
import { START_TIMEOUT_MS, startHost, type Host } from './host';

let host: Host;

beforeAll(async () => {
	host = await startHost(sampleFiles, (files) =>
		domains.map(({ domain, tasks }) => domainWorkflow(domain, tasks, files)),
	);
}, START_TIMEOUT_MS);

afterAll(async () => await host?.stop());

describe.each(domains)('$domain', ({ domain, tasks }) => {
	let execution: Execution;

	beforeAll(async () => {
		execution = await host.client.run(workflowId(domain), START);
	});

	test('its workflow succeeds', () => {
		expect(execution.data.resultData.error).toBeUndefined();
		expect(execution.status).toBe('success');
	});

	test.each(tasks)('$id returns the promised item', async (task) => {
		const items = outputOf(execution, task.name);
		expect(items).toHaveLength(1);
		for (const item of items) await checkAnswer(item, task, async (file) => await host.client.file(file));
	});
});
