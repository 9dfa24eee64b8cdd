import { createBrowserChat } from '../../../src/engines/in-browser/browser-chat.ts';
import { createChatHandler } from '../../../src/engines/in-browser/chat-host.ts';
import { watchGpu } from '../../../src/engines/in-browser/gpu-watch.ts';
import { createWebLlmChat } from '../../../src/engines/in-browser/web-llm/web-llm-chat.ts';
import type { WorkerHandler } from '../../../src/base/worker/worker-serve.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { FakeMlcEngine } from '../../fakes/fake-mlc-engine.ts';
import { FakeWorker } from '../../fakes/fake-worker.ts';
import { describeChatModel } from './chat-model-contract.ts';

/**
 * All of ours around an engine that only behaves like the library: compiled libraries for it cannot
 * be built or fetched where these tests run. What the library itself does is tried in
 * tests/e2e/web-llm.spec.ts as far as it goes without one.
 */
function startWorker(id: string) {
  const entry = catalog.find((one) => one.id === id)!;
  const chat = createWebLlmChat(new FakeMlcEngine(), entry, watchGpu(undefined));
  const loaded = { device: 'webgpu', variant: 'webgpu', threads: 1, loadMs: 1 } as const;
  const handler = createChatHandler({ ready: () => Promise.resolve({ loaded, ...chat }) });
  const start = () => new FakeWorker(handler as unknown as WorkerHandler<never, never, never>);
  return { entry, startWorker: start };
}

for (const id of ['Qwen3-0.6B-q4f32_1-MLC', 'Llama-3.2-1B-Instruct-q4f16_1-MLC']) {
  describeChatModel(`web-llm with ${id}, its engine a stand-in,`, () =>
    createBrowserChat(startWorker(id)),
  );
}
