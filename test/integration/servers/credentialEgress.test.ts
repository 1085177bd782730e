import '../security/ssrfEnvironment';
import { CredentialTestContext } from 'n8n-core';
import type { ICredentialTestFunctions, INodeType, IWorkflowExecuteAdditionalData } from 'n8n-workflow';
import { loadPackage } from '../support/engine';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

it("follows n8n's rules for outgoing connections, like calls", async () => {
	const node = (await loadPackage()).getNode('huggingFaceInference').type as INodeType;
	const context = new CredentialTestContext(
		{} as IWorkflowExecuteAdditionalData,
	) as unknown as ICredentialTestFunctions;
	const credential = {
		id: '1',
		name: 'x',
		type: 'huggingFaceInferenceApi',
		data: { endpointUrl: `${sandbox.current().url}/tgi` },
	};
	const verdict = await node.methods?.credentialTest?.testCredential?.call(context, credential);
	expect(verdict).toEqual({ status: 'Error', message: expect.stringContaining('could not be reached') });
	expect(sandbox.current().requests).toEqual([]);
});
