import { openStoredModels } from '../../model-store/kept/open-stored-models.ts';
import { createEmbedHandler } from './embed-handler.ts';
import type { EmbedPart, EmbedRequest, EmbedResult } from './embed-protocol.ts';
import { onOwnRuntime, useOwnRuntime } from '../transformers/library-runtime.ts';
import { createModelSlot } from './model-slot.ts';
import { loadTextEmbedder } from '../transformers/text-embedder.ts';
import { serveCalls } from '../../base/worker/worker-serve.ts';

const slot = createModelSlot({
  stored: openStoredModels(),
  threads: useOwnRuntime(),
  load: onOwnRuntime(loadTextEmbedder),
});

serveCalls<EmbedRequest, EmbedPart, EmbedResult>(self, createEmbedHandler(slot));
