import type { INode } from 'n8n-workflow';
import { loadSdk } from '../../../nodes/HuggingFaceChatModel/sdk';

jest.mock('@n8n/ai-node-sdk', () => {
	throw Object.assign(new Error("Cannot find module '@n8n/ai-node-sdk'"), { code: 'MODULE_NOT_FOUND' });
});

test('an n8n without the SDK is named with the version that has it', async () => {
	await expect(loadSdk({ name: 'Model' } as INode)).rejects.toMatchObject({
		message: 'Hugging Face Chat Model needs n8n 2.16 or newer',
		description: expect.stringContaining('Update n8n.'),
		functionality: 'configuration-node',
	});
});
