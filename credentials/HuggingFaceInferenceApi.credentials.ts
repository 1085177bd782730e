import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

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
			hint: 'From <a href="https://huggingface.co/settings/tokens" target="_blank">huggingface.co/settings/tokens</a>, with the permission "Make calls to Inference Providers"',
			description:
				'Create one at <a href="https://huggingface.co/settings/tokens/new?ownUserPermissions=inference.serverless.write&tokenType=fineGrained" target="_blank">huggingface.co/settings/tokens</a> with the permission "Make calls to Inference Providers". A key of a provider works with that provider. Leave it empty for servers that need none.',
		},
		{
			displayName: 'Endpoint URL',
			name: 'endpointUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://xyz.eu-west-1.aws.endpoints.huggingface.cloud',
			description: 'Inference Endpoint, or server of your own, that is called where a node names no model',
		},
		{
			displayName: 'Organization',
			name: 'organization',
			type: 'string',
			default: '',
			placeholder: 'e.g. my-company',
			description: 'Organization on Hugging Face that is billed instead of the owner of the token',
		},
		{
			displayName: 'Allowed Hosts',
			name: 'allowedHosts',
			type: 'string',
			default: '',
			placeholder: 'e.g. models.example.com, 10.0.0.5:8080',
			description:
				'Further hosts that the token may be sent to, separated by commas. Hugging Face and its Inference Endpoints need not be named.',
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

	/** An empty token is an anonymous call, and sends no header. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const token = typeof credentials.accessToken === 'string' ? credentials.accessToken.trim() : '';
		return token === '' ? request : { ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } };
	}
}
