import { env } from 'onnxruntime-web';
import { openStoredModels } from '../../model-store/open-stored-models.ts';
import { createBreath } from './breath.ts';
import { useOwnRuntime } from './library-runtime.ts';
import { createModelSlot } from './model-slot.ts';
import { createSpeakHandler } from './speak-handler.ts';
import type { SpeakPart, SpeakRequest, SpeakResult } from './speak-protocol.ts';
import { loadVoice } from './voices/load-voice.ts';
import { serveCalls } from './worker-serve.ts';

const threads = useOwnRuntime();
// Plain graphs run beside the library, on the same runtime.
env.wasm.wasmPaths = '/ort/';
env.wasm.numThreads = threads;

const slot = createModelSlot({ stored: openStoredModels(), threads, load: loadVoice });

serveCalls<SpeakRequest, SpeakPart, SpeakResult>(self, createSpeakHandler(slot, createBreath(0)));
