import { isObject, type JsonValue } from '../json';
import type { ServerAnswer } from '../response';
import { taskQuirks } from './quirks';
import { downloadText, type Job } from './transport';

/**
 * Puts a provider's last answer into a shape that the task's reader knows. Results, and what the provider says beside
 * them, all stay in it; files stay addresses.
 * @param task by its name in the Hub's mapping
 */
export async function readResult(answer: ServerAnswer, task: string, job: Job): Promise<ServerAnswer> {
	if (answer.kind !== 'json') return answer;
	let value: JsonValue = answer.value;
	const download = async (address: string): Promise<string> => await downloadText(address, job);
	for (const { read } of taskQuirks(job.provider, task))
		if (read !== undefined && isObject(value)) value = await read(value, { download });
	return { kind: 'json', value };
}
