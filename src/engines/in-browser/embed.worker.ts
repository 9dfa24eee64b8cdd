import { openStoredModels } from '../../model-store/open-stored-models.ts';
import { createEmbedHandler } from './embed-handler.ts';
import type { EmbedPart, EmbedRequest, EmbedResult } from './embed-protocol.ts';
import { useOwnRuntime } from './library-runtime.ts';
import { createModelSlot } from './model-slot.ts';
import { loadTextEmbedder } from './text-embedder.ts';
import { serveCalls } from './worker-serve.ts';

const slot = createModelSlot({
  stored: openStoredModels(),
  threads: useOwnRuntime(),
  load: loadTextEmbedder,
});

serveCalls<EmbedRequest, EmbedPart, EmbedResult>(self, createEmbedHandler(slot));
