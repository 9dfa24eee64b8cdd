import { openStoredModels } from '../../model-store/kept/open-stored-models.ts';
import { createChatHandler } from './chat-host.ts';
import type { ChatRequest, ChatResult, ChatWorkerPart } from './chat-protocol.ts';
import { watchGpu } from './gpu-watch.ts';
import { onOwnRuntime, useOwnRuntime } from '../transformers/library-runtime.ts';
import { createModelSlot } from './model-slot.ts';
import { loadTransformersChat } from '../transformers/transformers-chat.ts';
import { unlessLost } from './unless-lost.ts';
import { serveCalls } from '../../base/worker/worker-serve.ts';

const { GPUAdapter } = globalThis as { GPUAdapter?: Parameters<typeof watchGpu>[0] };
// Before the runtime opens a device.
const watch = watchGpu(GPUAdapter);

const slot = createModelSlot({
  stored: openStoredModels(),
  threads: useOwnRuntime(),
  load: onOwnRuntime(loadTransformersChat),
});

serveCalls<ChatRequest, ChatWorkerPart, ChatResult>(
  self,
  createChatHandler({
    async ready(target, onProgress) {
      const { name } = target.entry;
      const { model, loaded } = await slot(target, onProgress);
      if (loaded.device !== 'webgpu') return { loaded, ...model };
      return {
        loaded,
        chat: (...given) => unlessLost(watch, name, () => model.chat(...given)),
        prefill: (...given) => unlessLost(watch, name, () => model.prefill(...given)),
      };
    },
  }),
);
