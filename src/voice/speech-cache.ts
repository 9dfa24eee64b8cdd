import type { SampledSpeech, SynthesizeOptions, Synthesizer } from '../contracts/engine.ts';

/** About four minutes of speech at 22,050 Hz. */
const MAX_BYTES = 20 * 1024 * 1024;

export interface SpeechCache extends Synthesizer {
  /** Makes a line ready before it is said: an opener, the next prompt. Failures are left to `synthesize`. */
  prepare(text: string, options: SynthesizeOptions, signal: AbortSignal): Promise<void>;
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

  const cache: SpeechCache = {
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
      const kept = lines.get(key);
      if (kept) {
        lines.delete(key);
        lines.set(key, kept);
        for (const piece of kept) {
          signal.throwIfAborted();
          yield piece;
        }
        return;
      }
      const made: SampledSpeech[] = [];
      let whole = true;
      for await (const piece of engine.synthesize(text, options, signal)) {
        if (piece.kind === 'samples') made.push(piece);
        else whole = false;
        yield piece;
      }
      if (whole) keep(key, made);
    },
    async prepare(text, options, signal) {
      if (lines.has(keyOf(text, options))) return;
      try {
        for await (const piece of cache.synthesize(text, options, signal)) {
          // A platform voice cannot be made ready.
          if (piece.kind === 'platform') return;
        }
      } catch {
        // It will fail again, or not, when the line is said.
      }
    },
  };
  return cache;
}
