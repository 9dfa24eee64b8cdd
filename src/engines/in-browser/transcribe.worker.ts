import { openStoredModels } from '../../model-store/open-stored-models.ts';
import { useOwnRuntime } from './library-runtime.ts';
import { createModelSlot } from './model-slot.ts';
import { loadRecognizer } from './recognizer.ts';
import type { TranscribeRequest, TranscribeResult } from './transcribe-protocol.ts';
import { serveCalls } from './worker-serve.ts';

let running: AbortController | null = null;
const ready = createModelSlot({
  stored: openStoredModels(),
  threads: useOwnRuntime(),
  load: loadRecognizer,
});

serveCalls<TranscribeRequest, never, TranscribeResult>(self, async (request, _part, signal) => {
  if (request.type === 'load') {
    const { loaded } = await ready(request);
    return { type: 'loaded', loaded };
  }
  running?.abort(new DOMException('A newer utterance came.', 'AbortError'));
  const own = (running = new AbortController());
  signal.addEventListener('abort', () => own.abort(signal.reason), { once: true });
  const { model } = await ready(request);
  own.signal.throwIfAborted();
  return {
    type: 'heard',
    heard: await model.run(request.samples, request.language, own.signal),
  };
});
