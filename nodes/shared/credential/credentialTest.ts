import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INode,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { InferenceError } from '../client/errors';
import { isObject, jsonIn } from '../client/json';
import { assertTokenMayGo, makeService, type Service, type ServiceSettings } from '../client/service';
import { wordsOf } from '../client/serverError';
import { USER_AGENT } from '../client/userAgent';
import { assertCredentialDomains } from './domains';
import { Masking } from '../n8n/masking';
import { testEndpoint, type Ask, type Verdict } from './endpointTest';

const SECONDS = 8;
/** n8n names this node in its error for a disallowed domain. */
const TESTER = { name: 'Hugging Face Inference', type: 'huggingFaceInference' } as INode;

/**
 * Tests a credential: looks up the owner of a Hugging Face token, and the server program at an endpoint.
 * Without either, tests that the Hub is reachable.
 * @returns the result in words; never throws
 */
export async function testCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const settings: ServiceSettings & ICredentialDataDecryptedObject = credential.data ?? {};
	const masking = new Masking(String(settings.accessToken ?? '').trim());
	const { isOk, message } = await verdictOf(settings, this).catch((error: unknown) => failed(error));
	return { status: isOk ? 'OK' : 'Error', message: masking.text(message) };
}

async function verdictOf(settings: ServiceSettings, context: ICredentialTestFunctions): Promise<Verdict> {
	const made = makeService(settings);
	const service = {
		...made,
		assertDomain: (url: URL) => assertCredentialDomains(TESTER, settings, { url, isOwn: true }),
	};
	const { token, endpointUrl } = service;
	const ask = asker(service, context);
	// With an endpoint, a token without 'hf_' belongs to the endpoint. The Hub would reject it.
	const isHub = token.startsWith('hf_') || endpointUrl === '';
	const hub = isHub ? await testHub(service, ask) : undefined;
	if (endpointUrl === '' || hub?.isOk === false) return hub ?? { isOk: false, message: 'Nothing to test' };
	const endpoint = await testEndpoint(new URL(endpointUrl), ask, token !== '');
	return hub === undefined || token === ''
		? endpoint
		: { isOk: endpoint.isOk, message: `${hub.message}. ${endpoint.message}` };
}

/** Looks up the token's owner. Without a token, tests that the Hub answers. */
async function testHub({ hubUrl, token }: Service, ask: Ask): Promise<Verdict> {
	const url = new URL(`${hubUrl}${token === '' ? '/api/models?limit=1' : '/api/whoami-v2'}`);
	const answer = await ask(url).catch((error: unknown) => {
		if (error instanceof InferenceError) throw error;
		throw new Error(
			`${url.host} could not be reached: ${error instanceof Error ? error.message : String(error)}. ` +
				"Check n8n's network connection, and 'Hub URL' in the credential.",
		);
	});
	const words = wordsOf({ text: answer.text, ...(answer.status >= 400 && { json: jsonIn(answer.text) }) });
	if (answer.status === 401) return { isOk: false, message: notValid(token) };
	if (answer.status === 403)
		return {
			isOk: false,
			message:
				"The access token lacks a permission. Add 'Make calls to Inference Providers' at " +
				'huggingface.co/settings/tokens.',
		};
	if (answer.status !== 200)
		return {
			isOk: false,
			message:
				`${url.host} returned ${answer.status}${words === '' ? '' : `: ${words}`}. ` +
				"Check 'Hub URL' in the credential, or try again later.",
		};
	if (token === '') return { isOk: true, message: `Anonymous calls work: ${url.host} answers` };
	const json = jsonIn(answer.text);
	const name = isObject(json) && typeof json.name === 'string' ? json.name : undefined;
	return {
		isOk: true,
		message: name === undefined ? 'The access token is valid' : `The access token of ${name.slice(0, 100)} is valid`,
	};
}

function notValid(token: string): string {
	if (token.startsWith('hf_'))
		return (
			'The access token is not valid: it may be mistyped, expired or deleted. ' +
			'Create one at huggingface.co/settings/tokens.'
		);
	return (
		"The access token is not valid on Hugging Face: its tokens start with 'hf_'. " +
		"A provider's key cannot be tested here. Run the node to test it."
	);
}

/**
 * Sends GETs through n8n, so that its rules for outgoing connections apply. The token policy decides about the token.
 */
function asker(service: Service, { helpers }: ICredentialTestFunctions): Ask {
	return async (url) => {
		assertTokenMayGo(url, service);
		const headers = {
			accept: '*/*',
			'user-agent': USER_AGENT,
			...(service.token !== '' && { authorization: `Bearer ${service.token}` }),
		};
		const options = {
			method: 'GET',
			uri: url.href,
			headers,
			resolveWithFullResponse: true,
			simple: false,
			followRedirect: false,
			json: false,
			timeout: SECONDS * 1000,
		};
		const answer: unknown = await withinTime(helpers.request(options));
		const {
			statusCode,
			body,
			headers: answered,
		} = answer as { statusCode?: number; body?: unknown; headers?: { location?: string } };
		return {
			status: Number(statusCode),
			text: typeof body === 'string' ? body : JSON.stringify(body ?? ''),
			location: answered?.location,
		};
	};
}

/** Limits the whole answer: an endless slow answer must not block the editor. */
async function withinTime<T>(work: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new Error(`no answer within ${SECONDS} s`)), SECONDS * 1000);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}

function failed(error: unknown): Verdict {
	const message = error instanceof Error ? error.message : String(error);
	const advice =
		error instanceof InferenceError && error.details.advice !== undefined ? `. ${error.details.advice}` : '';
	return { isOk: false, message: `${message}${advice}` };
}
