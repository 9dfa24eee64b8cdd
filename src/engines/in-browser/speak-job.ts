import { openStoredModels } from '../../model-store/kept/open-stored-models.ts';
import { createBreath } from '../transformers/breath.ts';
import { onOwnRuntime, useOwnRuntime } from '../transformers/library-runtime.ts';
import { createModelSlot } from './model-slot.ts';
import { createSpeakHandler } from './speak-handler.ts';
import type { SpeakPart, SpeakRequest, SpeakResult } from './speak-protocol.ts';
import { loadVoice } from './voices/load-voice.ts';
import { serveCalls } from '../../base/worker/worker-serve.ts';

const slot = createModelSlot({
  stored: openStoredModels(),
  threads: useOwnRuntime(),
  load: onOwnRuntime(loadVoice),
});

serveCalls<SpeakRequest, SpeakPart, SpeakResult>(self, createSpeakHandler(slot, createBreath(0)));
