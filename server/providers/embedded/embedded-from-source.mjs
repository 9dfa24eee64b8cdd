// Node 20 reads no TypeScript in a worker: this is what development and tests start instead.
import { register } from 'tsx/esm/api';

register();
await import(new URL('./embedded.worker.ts', import.meta.url).href);
