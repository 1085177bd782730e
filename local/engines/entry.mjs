// The first file of a worker thread. It makes TypeScript loadable, and then runs one engine.
import { require as load } from 'tsx/cjs/api';

load('./serve.ts', import.meta.url);
