import { linkedAbort } from '../base/linked-abort.ts';
import { untilAborted } from '../base/until-aborted.ts';
import type { SampledSpeech, SynthesizeOptions, Synthesizer } from '../contracts/engine.ts';

/** About four minutes of speech at 22,050 Hz. */
const MAX_BYTES = 20 * 1024 * 1024;

export interface SpeechCache extends Synthesizer {
  /**
   * Makes a line ready before it is said: an opener, the next prompt. One at a time, and only while
   * nothing is being made to be said; a line that is wanted now stops it. Settles in any case.
   */
  prepare(text: string, options: SynthesizeOptions, signal: AbortSignal): Promise<void>;
}

/** A line that is being made ahead. */
interface Preparing {
  readonly key: string;
  readonly control: AbortController;
  readonly done: Promise<void>;
}

const keyOf = (text: string, { language, rate, voice }: SynthesizeOptions) =>
  JSON.stringify([text, language, rate, voice ?? '']);

const bytesOf = (pieces: readonly SampledSpeech[]) =>
  pieces.reduce((sum, { samples }) => sum + samples.byteLength, 0);

/**
 * A synthesizer that remembers the sound of recent lines, so that a repeat or a prepared line
 * starts at once. Keeps whole lines of samples only, the least recently said dropped first.
 */
export function createSpeechCache(engine: Synthesizer, maxBytes = MAX_BYTES): SpeechCache {
  // A Map keeps its order, so the first entry is the one longest not said.
  const lines = new Map<string, readonly SampledSpeech[]>();
  let bytes = 0;
  let preparing: Preparing | null = null;
  /** Lines that are being made to be said now. */
  let wanted = 0;
  let waiting: (() => void)[] = [];

  function keep(key: string, pieces: readonly SampledSpeech[]): void {
    const size = bytesOf(pieces);
    if (size === 0 || size > maxBytes || lines.has(key)) return;
    lines.set(key, pieces);
    bytes += size;
    for (const [oldest, old] of lines) {
      if (bytes <= maxBytes) break;
      lines.delete(oldest);
      bytes -= bytesOf(old);
    }
  }

  async function* make(text: string, options: SynthesizeOptions, signal: AbortSignal) {
    const made: SampledSpeech[] = [];
    let whole = true;
    for await (const piece of engine.synthesize(text, options, signal)) {
      if (piece.kind === 'samples') made.push(piece);
      else whole = false;
      yield piece;
    }
    if (whole) keep(keyOf(text, options), made);
  }

  async function makeAhead(text: string, options: SynthesizeOptions, signal: AbortSignal) {
    try {
      for await (const piece of make(text, options, signal)) {
        // A platform voice cannot be made ready.
        if (piece.kind === 'platform') return;
      }
    } catch {
      // It will fail again, or not, when the line is said.
    }
  }

  /** What is on its way is waited for; anything else that is made ahead makes room. */
  async function takeTurn(key: string, signal: AbortSignal): Promise<void> {
    if (preparing?.key === key) await untilAborted(preparing.done, signal);
    else preparing?.control.abort();
  }

  function turnOver(): void {
    wanted -= 1;
    if (wanted > 0) return;
    const due = waiting;
    waiting = [];
    for (const wake of due) wake();
  }

  return {
    id: engine.id,
    warmUp: (onProgress, signal) => engine.warmUp(onProgress, signal),
    voices: (language) => engine.voices(language),
    async dispose() {
      lines.clear();
      bytes = 0;
      await engine.dispose();
    },
    async *synthesize(text, options, signal) {
      const key = keyOf(text, options);
      wanted += 1;
      try {
        await takeTurn(key, signal);
        const kept = lines.get(key);
        if (!kept) {
          yield* make(text, options, signal);
          return;
        }
        lines.delete(key);
        lines.set(key, kept);
        for (const piece of kept) {
          signal.throwIfAborted();
          yield piece;
        }
      } finally {
        turnOver();
      }
    },
    async prepare(text, options, signal) {
      const key = keyOf(text, options);
      while (wanted > 0 || preparing) {
        if (signal.aborted) return;
        await (preparing?.done ?? new Promise<void>((resolve) => waiting.push(resolve)));
      }
      if (signal.aborted || lines.has(key)) return;
      const control = linkedAbort(signal);
      const done = makeAhead(text, options, control.signal);
      preparing = { key, control, done };
      await done;
      preparing = null;
      control.abort();
    },
  };
}
