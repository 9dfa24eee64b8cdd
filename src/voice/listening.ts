import { linkedAbort } from '../base/linked-abort.ts';
import type { TranscribeOptions, Transcriber, Transcript } from '../contracts/engine.ts';
import { wholeUtterance } from './microphone/live-frames.ts';

/** A transcription under way; `result` rejects with an AbortError after `drop()`. */
export interface Hearing {
  readonly result: Promise<Transcript>;
  drop(): void;
}

/**
 * Starts a transcription and gives its final transcript. Drafts go to `onDraft`. A transcriber that
 * ends without a final transcript is taken as having heard nothing.
 */
export function startHearing(
  transcriber: Transcriber,
  audio: Float32Array | AsyncIterable<Float32Array>,
  options: TranscribeOptions,
  onDraft: (text: string) => void,
  signal: AbortSignal,
): Hearing {
  const dropped = linkedAbort(signal);
  const either = dropped.signal;
  const run = async (): Promise<Transcript> => {
    const frames = audio instanceof Float32Array ? wholeUtterance(audio) : audio;
    let last: Transcript = { text: '', final: true, doubt: 'silence' };
    const parts = transcriber.transcribe(frames, options, either);
    for await (const part of parts) {
      last = part;
      if (!part.final) onDraft(part.text);
    }
    either.throwIfAborted();
    return last;
  };
  const result = run();
  // A dropped speculation is nobody's failure; whoever awaits `result` still sees the rejection.
  result.catch(() => {});
  return { result, drop: () => dropped.abort() };
}
