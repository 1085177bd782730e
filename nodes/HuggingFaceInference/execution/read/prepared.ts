import type { Service } from '../../../shared/client/service';
import type { Choice } from '../../../shared/client/choice';
import type { Pacer } from '../../../shared/client/pacer';
import { Deadline } from '../../../shared/http/deadline';
import type { RunPacing } from '../../../shared/inference/pacing/pacer';
import type { TaskArguments } from '../../../shared/tasks/task';
import type { OutputRules } from '../write/items';
import { ArgumentReader } from './arguments';
import type { ReadParameter } from './inputFiles';
import type { Job } from '../job';
import { oncePerObject } from './oncePerObject';
import { readModel } from '../../../shared/fields/model';
import { readSettings, type Settings } from '../../../shared/fields/settings';

/** One item with all that its call is made of. */
export interface Prepared {
	readonly itemIndex: number;
	readonly values: TaskArguments;
	/** That of the item's own credential. */
	readonly service: Service;
	readonly choice: Choice;
	readonly settings: Settings;
	readonly rules: OutputRules;
	readonly deadline: Deadline;
}

/** Reads the parameters of items, and downloads the files that they name. */
export class Preparer {
	private readonly settingsOf: (given: unknown) => Settings;
	private readonly argumentReader: ArgumentReader;

	/**
	 * @param stop ends what is under way for any item
	 * @param pacing that downloads of files keep to
	 */
	constructor(
		private readonly job: Job,
		private readonly stop: AbortSignal,
		private readonly pacing: RunPacing,
	) {
		const { reader } = job;
		this.settingsOf = oncePerObject((given) => readSettings(given, (name) => reader.isComputed('options', name)));
		this.argumentReader = new ArgumentReader(job.task, job.context, (...names) => reader.isComputed(...names));
	}

	/** @throws {InferenceError} or an error of n8n's expressions, where the item's parameters cannot be used */
	prepare(itemIndex: number): Promise<Prepared> {
		const { reader } = this.job;
		const read: ReadParameter = (name, otherwise) => reader.read(name, itemIndex, otherwise);
		const settings = this.settingsOf(read('options', {}));
		const deadline = new Deadline(settings.timeoutSeconds, [this.stop]);
		return this.readItem(itemIndex, { read, settings, deadline }).then(
			(prepared) => {
				// The wait for the call's turn is to come.
				deadline.stop();
				return prepared;
			},
			(error: unknown) => {
				deadline.clear();
				throw error;
			},
		);
	}

	private async readItem(
		itemIndex: number,
		{ read, settings, deadline }: { read: ReadParameter; settings: Settings; deadline: Deadline },
	): Promise<Prepared> {
		const { egress, credentials } = this.job;
		const service = await credentials.serviceFor(itemIndex);
		this.job.masking.addHeaders(settings.headers);
		const values = await this.argumentReader.read(itemIndex, read, () => {
			deadline.start();
			const pacerFor = (url: URL): Pacer => this.pacing.freePacer(url, '', deadline);
			return { egress, signal: deadline.signal, pacerFor };
		});
		return {
			itemIndex,
			values,
			service,
			choice: readChoice(read, settings, service.endpointUrl),
			settings,
			rules: this.rulesOf(read, settings),
			deadline,
		};
	}

	private rulesOf(read: ReadParameter, settings: Settings): OutputRules {
		const { isTool, masking } = this.job;
		return {
			simplify: read('simplify', true) !== false,
			binaryField: String(read('binaryPropertyOutput', 'data') || 'data'),
			settings,
			compact: isTool && read('toolOutput', 'compact') === 'compact',
			masking,
		};
	}
}

function readChoice(read: ReadParameter, settings: Settings, endpointUrl: string): Choice {
	return {
		model: readModel(read('model', ''), endpointUrl),
		provider: String(read('provider', 'auto') || 'auto'),
		servedModel: settings.servedModel,
		headers: settings.headers,
	};
}
