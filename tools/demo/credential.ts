import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CredentialJson } from '../host/serve';

/** The demo's credential with some of its fields set; the others lead to Hugging Face itself. */
export function demoCredential(
	data: Record<string, string>,
	named: Partial<Pick<CredentialJson, 'id' | 'name'>> = {},
): CredentialJson {
	const credential: CredentialJson = JSON.parse(readFileSync(join(__dirname, 'credential.json'), 'utf8'));
	return { ...credential, ...named, data: { ...credential.data, ...data } };
}
