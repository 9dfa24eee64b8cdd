import { env } from 'onnxruntime-web';
import { openStoredModels } from '../../model-store/open-stored-models.ts';
import { createBreath } from './breath.ts';
import { useOwnRuntime } from './library-runtime.ts';
import { createModelSlot } from './model-slot.ts';
import type { SpeakPart, SpeakRequest, SpeakResult } from './speak-protocol.ts';
import { loadVoice } from './voices/load-voice.ts';
import { speakPieces } from './voices/speak-pieces.ts';
import { serveCalls } from './worker-serve.ts';

const threads = useOwnRuntime();
// Plain graphs run beside the library, on the same runtime.
env.wasm.wasmPaths = '/ort/';
env.wasm.numThreads = threads;

const ready = createModelSlot({ stored: openStoredModels(), threads, load: loadVoice });
const breath = createBreath(0);

// A voice says one thing at a time: the next line is made ready while this one is heard.
let last: Promise<unknown> = Promise.resolve();

serveCalls<SpeakRequest, SpeakPart, SpeakResult>(self, (request, part, signal) => {
  const answer = async (): Promise<SpeakResult> => {
    // Given up while it waited.
    signal.throwIfAborted();
    const { model, loaded } = await ready(request.entry);
    if (request.type === 'load') return { type: 'loaded', loaded };
    await speakPieces(model, request, part, breath, signal);
    return { type: 'spoken' };
  };
  const done = last.then(answer);
  last = done.catch(() => {});
  return done;
});
