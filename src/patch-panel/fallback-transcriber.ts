import { ParleyError } from '../base/parley-error.ts';
import type { Transcriber } from '../contracts/engine.ts';
import { sentenceOf, type FallbackChoice } from './fallback-choice.ts';

export interface FallbackTranscriber extends Transcriber {
  /** What heard last, and why nothing earlier in the order did. */
  readonly lastChoice: FallbackChoice | null;
}

/** Hands frames on and keeps them, so that the next engine can hear them from the beginning. */
function createReplay(audio: AsyncIterable<Float32Array>) {
  const iterator = audio[Symbol.asyncIterator]();
  const kept: Float32Array[] = [];
  let over = false;
  return async function* replay(): AsyncGenerator<Float32Array> {
    for (let index = 0; ; index += 1) {
      if (index === kept.length) {
        if (over) return;
        const next = await iterator.next();
        if (next.done) {
          over = true;
          return;
        }
        kept.push(next.value);
      }
      const frame = kept[index];
      if (frame) yield frame;
    }
  };
}

/**
 * Tries transcribers in order: the first that understands the language and gives a final
 * transcript answers; the next hears the same utterance again from its first frame. One that
 * failed is not asked again as long as this object lives.
 */
export function createFallbackTranscriber(engines: readonly Transcriber[]): FallbackTranscriber {
  let lastChoice: FallbackChoice | null = null;
  const failed = new Map<Transcriber, string>();
  const understands = ({ languages }: Transcriber, language: string) =>
    languages === 'any' || languages.includes(language.toLowerCase().split('-')[0] ?? '');

  return {
    id: 'first-transcriber',
    live: engines.some(({ live }) => live),
    languages: engines.some(({ languages }) => languages === 'any')
      ? 'any'
      : [...new Set(engines.flatMap(({ languages }) => languages))],
    get lastChoice() {
      return lastChoice;
    },
    async warmUp(onProgress, signal) {
      let lastError: unknown;
      for (const engine of engines) {
        try {
          await engine.warmUp(onProgress, signal);
          return;
        } catch (error) {
          signal.throwIfAborted();
          failed.set(engine, sentenceOf(error));
          lastError = error;
        }
      }
      throw lastError instanceof Error ? lastError : noHearing('');
    },
    async dispose() {
      await Promise.all(engines.map((engine) => engine.dispose()));
    },
    async *transcribe(audio, options, signal) {
      const passedOver: { engineId: string; because: string }[] = [];
      const replay = createReplay(audio);
      let lastError: unknown;
      for (const engine of engines) {
        const because = understands(engine, options.language)
          ? failed.get(engine)
          : `It does not understand ${options.language}.`;
        if (because) {
          passedOver.push({ engineId: engine.id, because });
          continue;
        }
        try {
          lastChoice = { engineId: engine.id, passedOver };
          yield* engine.transcribe(replay(), options, signal);
          return;
        } catch (error) {
          signal.throwIfAborted();
          failed.set(engine, sentenceOf(error));
          passedOver.push({ engineId: engine.id, because: sentenceOf(error) });
          lastError = error;
        }
      }
      throw lastError instanceof Error ? lastError : noHearing(options.language);
    },
  };
}

function noHearing(language: string): ParleyError {
  return new ParleyError(
    'hearing-none',
    'Nothing on this device understands speech in this language.',
    'Answer by keyboard, or download speech recognition in the settings.',
    { params: { language } },
  );
}
