import { createBrowserEmbedder } from '../../../src/engines/in-browser/browser-embedder.ts';
import { createEmbedHandler } from '../../../src/engines/in-browser/embed-handler.ts';
import {
  loadTextEmbedder,
  type TextEmbedder,
} from '../../../src/engines/transformers/text-embedder.ts';
import type { WorkerHandler } from '../../../src/base/worker/worker-serve.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { FakeWorker } from '../../fakes/fake-worker.ts';
import { noWeights, readModelsFromDisk } from '../../fakes/models-on-disk.ts';
import { describeEmbedder } from './embedder-contract.ts';

const entry = catalog.find(({ id }) => id === 'tiny-embedder');
if (!entry) throw new Error('no tiny-embedder in the catalog');
const variant = entry.variants[0]!;
readModelsFromDisk();

let loading: Promise<TextEmbedder> | null = null;
/** What the real worker does, on this thread and with the runtime for Node. */
const handler = createEmbedHandler(async () => {
  const never = new AbortController().signal;
  loading ??= loadTextEmbedder(entry, { variant, device: 'cpu' }, noWeights, never);
  const loaded = { device: 'cpu', variant: variant.name, threads: 1, loadMs: 0 } as const;
  return { model: await loading, loaded };
});

describeEmbedder('transformers.js', () =>
  createBrowserEmbedder({
    entry,
    startWorker: () => new FakeWorker(handler as unknown as WorkerHandler<never, never, never>),
  }),
);
