import { appPath } from '../../../base/app-base.ts';
import { openStoredModels } from '../../../model-store/kept/open-stored-models.ts';
import { createChatHandler } from '../chat-host.ts';
import type { ChatRequest, ChatResult, ChatWorkerPart } from '../chat-protocol.ts';
import { watchGpu } from '../gpu-watch.ts';
import { loadWebLlm, type WebLlmScope } from './load-web-llm.ts';
import { createModelSlot } from '../model-slot.ts';
import { serveCalls } from '../../../base/worker/worker-serve.ts';

const { gpu } = navigator as { gpu?: WebLlmScope['gpu'] };
const { GPUAdapter } = globalThis as { GPUAdapter?: Parameters<typeof watchGpu>[0] };

/** Beside the app, as it comes from its package: it would be the larger half of the bundle. */
const LIBRARY = appPath('/web-llm/web-llm.mjs');

const scope: WebLlmScope = {
  gpu,
  watch: watchGpu(GPUAdapter),
  library: () => import(/* @vite-ignore */ LIBRARY) as Promise<typeof import('@mlc-ai/web-llm')>,
  replaceCaches: (caches) =>
    void Object.defineProperty(self, 'caches', { value: caches, configurable: true }),
};

const slot = createModelSlot({
  stored: openStoredModels(),
  // The work is the graphics chip's.
  threads: 1,
  load: (entry, plan, models, _signal, onRead) => loadWebLlm(entry, plan, models, onRead, scope),
});

serveCalls<ChatRequest, ChatWorkerPart, ChatResult>(
  self,
  createChatHandler({
    async ready(target, onProgress) {
      const { model, loaded } = await slot(target, onProgress);
      return { loaded, ...model };
    },
  }),
);
