import type { ModelEntry } from '../../src/contracts/catalog.ts';
import { createChatHandler } from '../../src/engines/in-browser/chat-host.ts';
import {
  loadTransformersChat,
  type TransformersChat,
} from '../../src/engines/transformers/transformers-chat.ts';
import type { WorkerHandler } from '../../src/base/worker/worker-serve.ts';
import { FakeWorker } from './fake-worker.ts';
import { noWeights, readModelsFromDisk } from './models-on-disk.ts';

const never = new AbortController().signal;

/** What the real worker does, on this thread and with the runtime for Node; one model for all. */
export function nodeChatHandler(): WorkerHandler<never, never, never> {
  readModelsFromDisk();
  let loading: Promise<TransformersChat> | null = null;
  const startMs = performance.now();
  const load = (entry: ModelEntry) =>
    loadTransformersChat(entry, { variant: entry.variants[0]!, device: 'cpu' }, noWeights, never);
  const handler = createChatHandler({
    async ready({ entry }) {
      const model = await (loading ??= load(entry));
      const loadMs = performance.now() - startMs;
      const variant = entry.variants[0]!.name;
      return { loaded: { device: 'cpu', variant, threads: 1, loadMs }, ...model };
    },
  });
  return handler as unknown as WorkerHandler<never, never, never>;
}

export const startNodeChat = (handler = nodeChatHandler()) => new FakeWorker(handler);
