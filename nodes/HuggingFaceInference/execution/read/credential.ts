import type { IExecuteFunctions } from 'n8n-workflow';
import type { Service, ServiceSettings } from '../../../shared/client/service';
import { assertCredentialChosen } from '../../../shared/credential/chosen';
import { CREDENTIAL, serviceOf } from '../../../shared/credential/service';
import type { Masking } from '../../../shared/n8n/masking';
import type { ParameterReader } from './parameters';

/**
 * Reads the credential for the items of a run, and has each token that it meets masked.
 *
 * A field of a credential may hold an expression, which n8n evaluates for the item that `getCredentials` names. n8n
 * does not tell whether there is one, and each read asks its database (4 to 7 ms). So the first read names its item
 * by an index that notes when it is used. n8n looks up the item of an expression before it evaluates anything
 * (`$thisItem`), and uses the index for nothing else. Where it was not used, no field holds an expression, and the
 * credential is the same for all items. Where it was, each item reads its own. An expression with a known result
 * first proves that this n8n works that way; where it does not, each item reads its own too.
 */
export class CredentialReader {
	private shared?: Promise<Service | undefined>;
	/** What {@link shared} found. */
	private common?: Service;
	/** The same service for the same content, so that items with one token share what is learned of its servers. */
	private readonly services = new Map<string, Service>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly reader: ParameterReader,
		private readonly masking: Masking,
	) {}

	/**
	 * The service that an item's calls go to.
	 * @throws {NodeOperationError} where no credential is chosen, and what n8n throws where it cannot be read
	 * @throws {InferenceError} `invalidInput` for a field of the credential that cannot be used
	 */
	serviceFor(itemIndex: number): Service | Promise<Service> {
		if (this.reader.read('authentication', itemIndex, 'accessToken') === 'none') return this.make({});
		this.assertChosen();
		return this.common ?? this.readFor(itemIndex);
	}

	private async readFor(itemIndex: number): Promise<Service> {
		// One item needs no proof.
		if (this.reader.count > 1) {
			this.shared ??= this.readShared();
			this.common = await this.shared;
			if (this.common !== undefined) return this.common;
		}
		return this.make(await this.credentialOf(itemIndex));
	}

	/** @throws {NodeOperationError} where the node has no credential */
	assertChosen(): void {
		assertCredentialChosen(this.context.getNode());
	}

	/** The service of all items; undefined where they may differ, or where it could not be read: each item says why. */
	private async readShared(): Promise<Service | undefined> {
		if (!notesExpressions(this.context)) return undefined;
		const index = new NotedIndex();
		try {
			const credential = await this.credentialOf(index as unknown as number);
			return index.wasUsed ? undefined : this.make(credential);
		} catch {
			return undefined;
		}
	}

	private async credentialOf(itemIndex: number): Promise<ServiceSettings> {
		return await this.context.getCredentials<ServiceSettings & Record<string, unknown>>(CREDENTIAL, itemIndex);
	}

	private make(credential: ServiceSettings): Service {
		const key = JSON.stringify(credential);
		const known = this.services.get(key);
		if (known !== undefined) return known;
		this.masking.add(String(credential.accessToken ?? '').trim());
		const service = serviceOf(credential, { node: this.context.getNode(), helpers: this.context.helpers });
		this.services.set(key, service);
		return service;
	}
}

/** The index of the first item, which notes whether it was used to look the item up. */
class NotedIndex {
	wasUsed = false;

	[Symbol.toPrimitive](): number {
		this.wasUsed = true;
		return 0;
	}
}

/** Whether this n8n looks up the item for every expression, so that a {@link NotedIndex} tells of it. */
function notesExpressions(context: IExecuteFunctions): boolean {
	const index = new NotedIndex();
	try {
		return context.evaluateExpression('{{ 1 }}', index as unknown as number) === 1 && index.wasUsed;
	} catch {
		return false;
	}
}
