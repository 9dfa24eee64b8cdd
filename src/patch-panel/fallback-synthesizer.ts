import { ParleyError } from '../base/parley-error.ts';
import type {
  PlatformSpeech,
  SpeechPiece,
  SynthesizeOptions,
  Synthesizer,
} from '../contracts/engine.ts';
import { sentenceOf, type FallbackChoice } from './fallback-choice.ts';

export interface FallbackSynthesizer extends Synthesizer {
  /** What spoke last, and why nothing earlier in the order did. */
  readonly lastChoice: FallbackChoice | null;
}

type PassedOver = FallbackChoice['passedOver'][number];

/**
 * Tries synthesizers in order: the first that has a voice for the language and gives a first piece
 * speaks the line. One that failed is not asked again as long as this object lives; a platform
 * voice that fails silently hands its text to the next (`instead`).
 */
export function createFallbackSynthesizer(engines: readonly Synthesizer[]): FallbackSynthesizer {
  let lastChoice: FallbackChoice | null = null;
  const failed = new Map<Synthesizer, string>();

  /** The chosen voice comes first, wherever its engine stands in the order. */
  async function inOrder({ language, voice }: SynthesizeOptions): Promise<readonly Synthesizer[]> {
    if (!voice) return engines;
    for (const engine of engines) {
      const voices = await engine.voices(language).catch(() => []);
      if (!voices.some(({ id }) => id === voice)) continue;
      return [engine, ...engines.filter((other) => other !== engine)];
    }
    return engines;
  }

  function handedOn(
    piece: PlatformSpeech,
    engine: Synthesizer,
    options: SynthesizeOptions,
  ): PlatformSpeech {
    return {
      ...piece,
      async play(onHeard, stop) {
        try {
          await piece.play(onHeard, stop);
        } catch (error) {
          if (!stop.aborted) failed.set(engine, sentenceOf(error));
          throw error;
        }
      },
      instead: (stop) => speak(piece.text, options, stop),
    };
  }

  async function* speak(
    text: string,
    options: SynthesizeOptions,
    signal: AbortSignal,
  ): AsyncGenerator<SpeechPiece> {
    const passedOver: PassedOver[] = [];
    const passOver = (engine: Synthesizer, because: string) =>
      passedOver.push({ engineId: engine.id, because });
    let lastError: unknown;
    for (const engine of await inOrder(options)) {
      const problem = failed.get(engine);
      if (problem) {
        passOver(engine, problem);
        continue;
      }
      let begun = false;
      try {
        if ((await engine.voices(options.language)).length === 0) {
          passOver(engine, `It has no voice for ${options.language}.`);
          continue;
        }
        for await (const piece of engine.synthesize(text, options, signal)) {
          if (!begun) lastChoice = { engineId: engine.id, passedOver };
          begun = true;
          // What failed while this line was being said says no more of it.
          if (piece.kind === 'samples') yield piece;
          else if (failed.has(engine)) yield* speak(piece.text, options, signal);
          else yield handedOn(piece, engine, options);
        }
        return;
      } catch (error) {
        signal.throwIfAborted();
        failed.set(engine, sentenceOf(error));
        if (begun) throw error;
        lastError = error;
        passOver(engine, sentenceOf(error));
      }
    }
    throw new ParleyError(
      'voice-none',
      'Nothing on this device can speak this language aloud.',
      'The lesson can be read; every prompt is on the screen.',
      { params: { language: options.language }, cause: lastError },
    );
  }

  return {
    id: 'first-synthesizer',
    get lastChoice() {
      return lastChoice;
    },
    async warmUp(onProgress, signal) {
      // Only the first that works: the others are loaded when they are needed.
      for (const engine of engines) {
        try {
          await engine.warmUp(onProgress, signal);
          return;
        } catch {
          // Whether it can speak is found out when it is to; until then the next one is made ready.
          signal.throwIfAborted();
        }
      }
    },
    async dispose() {
      await Promise.all(engines.map((engine) => engine.dispose()));
    },
    async voices(language) {
      const lists = engines.map((engine) => engine.voices(language).catch(() => []));
      return (await Promise.all(lists)).flat();
    },
    synthesize: speak,
  };
}
