import { openStoredModels } from '../../model-store/open-stored-models.ts';
import { createChatHandler } from './chat-host.ts';
import type { ChatRequest, ChatResult, ChatWorkerPart } from './chat-protocol.ts';
import { useOwnRuntime } from './library-runtime.ts';
import { createModelSlot } from './model-slot.ts';
import { loadTransformersChat } from './transformers-chat.ts';
import { serveCalls } from './worker-serve.ts';

const slot = createModelSlot({
  stored: openStoredModels(),
  threads: useOwnRuntime(),
  load: loadTransformersChat,
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
