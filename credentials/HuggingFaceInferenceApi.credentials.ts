import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/** Opens the form with the permission set. */
const NEW_TOKEN = '/new?ownUserPermissions=inference.serverless.write&tokenType=fineGrained';

function link(path: string): string {
	const page = 'huggingface.co/settings/tokens';
	return `<a href="https://${page}${path}" target="_blank">${page}</a>`;
}

export class HuggingFaceInferenceApi implements ICredentialType {
	name = 'huggingFaceInferenceApi';

	displayName = 'Hugging Face Inference API';

	icon: Icon = { light: 'file:../icons/huggingFace.svg', dark: 'file:../icons/huggingFace.dark.svg' };

	documentationUrl = 'https://huggingface.co/docs/inference-providers/index';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. hf_...',
			hint: `Create it at ${link('')}, with the permission "Make calls to Inference Providers"`,
			description:
				`Create one at ${link(NEW_TOKEN)} with the permission "Make calls to Inference Providers". ` +
				"A provider's own key works for that provider only. Leave empty for servers without a token.",
		},
		{
			displayName: 'Endpoint URL',
			name: 'endpointUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://xyz.eu-west-1.aws.endpoints.huggingface.cloud',
			description: "Inference Endpoint or own server to call when a node's Model is empty",
		},
		{
			displayName: 'Organization',
			name: 'organization',
			type: 'string',
			default: '',
			placeholder: 'e.g. my-company',
			description: "Hugging Face organization to bill instead of the token's owner",
		},
		{
			displayName: 'Allowed Hosts',
			name: 'allowedHosts',
			type: 'string',
			default: '',
			placeholder: 'e.g. models.example.com, 10.0.0.5:8080',
			description:
				'More hosts that may receive the token, separated by commas. ' +
				'Hugging Face and its Inference Endpoints are always allowed.',
		},
		{
			displayName: 'Hub URL',
			name: 'hubUrl',
			type: 'string',
			default: 'https://huggingface.co',
			description: 'Change only for a mirror or gateway',
		},
		{
			displayName: 'Router URL',
			name: 'routerUrl',
			type: 'string',
			default: 'https://router.huggingface.co',
			description: 'Change only for a mirror or gateway',
		},
	];

	/** Adds the token as a header. An empty token means an anonymous call without a header. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const token = typeof credentials.accessToken === 'string' ? credentials.accessToken.trim() : '';
		return token === '' ? request : { ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } };
	}
}
