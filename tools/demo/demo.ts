import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export { demoCredential } from './credential';
export { startServers, type DemoServers } from './servers';
export { linesOf } from './story';
export { DEMO_ID, demoWorkflow, nodeName, PICTURE_PAGE, START, type Part } from './workflow';

const FILES = join(__dirname, 'files');

/** The files that the demo reads, by name. `DEMO_PHOTO` names a photo of one's own. */
export function demoFiles(): Record<string, Buffer> {
	const photo = process.env.DEMO_PHOTO ?? '';
	return {
		'photos.jpg': readFileSync(photo === '' ? join(FILES, 'photos.jpg') : photo),
		'invoice.png': readFileSync(join(FILES, 'invoice.png')),
	};
}
