import { openStoredModels } from '../../model-store/kept/open-stored-models.ts';
import type { Recognizer } from '../transformers/recognizer.ts';
import { onOwnRuntime, useOwnRuntime } from '../transformers/library-runtime.ts';
import { loadRecognizer } from '../transformers/load-recognizer.ts';
import { createModelSlot } from './model-slot.ts';
import type { TranscribeRequest, TranscribeResult } from './transcribe-protocol.ts';
import { serveCalls } from '../../base/worker/worker-serve.ts';

let running: AbortController | null = null;
/** Who heard the last utterance, and its number. */
let last: { readonly model: Recognizer; readonly utterance: number } | null = null;
let utterances = 0;
const ready = createModelSlot({
  stored: openStoredModels(),
  threads: useOwnRuntime(),
  load: onOwnRuntime(loadRecognizer),
});

serveCalls<TranscribeRequest, never, TranscribeResult>(self, async (request, _part, signal) => {
  if (request.type === 'load') {
    const { loaded } = await ready(request);
    return { type: 'loaded', loaded };
  }
  if (request.type === 'fit') {
    const kept = last?.utterance === request.utterance ? last.model : null;
    return { type: 'fitted', fit: (await kept?.fit(request.texts)) ?? null };
  }
  running?.abort(new DOMException('A newer utterance came.', 'AbortError'));
  const own = (running = new AbortController());
  const utterance = (utterances += 1);
  last = null;
  signal.addEventListener('abort', () => own.abort(signal.reason), { once: true });
  const { model } = await ready(request);
  own.signal.throwIfAborted();
  const heard = await model.run(request.samples, request.language, own.signal);
  // Only now: until then what the model keeps is of the utterance before.
  last = { model, utterance };
  return { type: 'heard', heard, utterance };
});
